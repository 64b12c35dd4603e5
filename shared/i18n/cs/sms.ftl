# Area sms: SMS. Every key begins with "sms-".

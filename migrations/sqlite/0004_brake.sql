-- The brake counts who wanted to go on beyond the owner.

CREATE INDEX events_wanted ON events (at) WHERE kind = 'contacts-wanted';

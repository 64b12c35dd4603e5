-- The brake counts by the counter of witnessed time.

CREATE INDEX events_wanted_witnessed ON events (witnessed) WHERE kind = 'contacts-wanted';

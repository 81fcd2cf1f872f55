-- A trial only asks a rotation function to test what it finds: it begins at TEST, and leaves nothing behind.
ALTER TABLE rotation_task ADD COLUMN trial BOOLEAN NOT NULL DEFAULT FALSE;

-- Which file the owner's process keeps locked beside this one while it lives; NULL when it has none.
ALTER TABLE runs ADD COLUMN presence TEXT;

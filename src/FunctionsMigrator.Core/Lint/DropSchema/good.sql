-- Nobody may use it any more; it is dropped in a release of its own when nobody has missed it.
REVOKE ALL ON SCHEMA reporting FROM PUBLIC;

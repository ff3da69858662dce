-- Taken out of use first; dropped in a later release. Whoever still needs it is heard before that.
REVOKE ALL ON TABLE order_archive FROM app;

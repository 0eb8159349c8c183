-- Without stored keys: all of them are gone, and pulls need OPENAI_ADMIN_KEY again.
DROP TABLE provider_keys;

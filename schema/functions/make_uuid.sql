-- A time-ordered UUID (RFC 9562 version 7: 48 bits of milliseconds, 12 bits of their fraction, 62 random bits).
-- PostgreSQL 16 has no uuidv7(). Rows that were made together stay together, and are read together; what it costs and
-- gains against random keys and BIGINT is measured in docs/benchmarks/keys/.
-- execute: application, jobs
CREATE OR REPLACE FUNCTION app.make_uuid() RETURNS uuid
LANGUAGE plpgsql VOLATILE PARALLEL SAFE
AS $$
DECLARE
  v_now bigint := extract(epoch FROM clock_timestamp()) * 1000000;  -- microseconds
BEGIN
  -- 28672 is the version, 7, above the fraction's 12 bits; the variant is already in the last 8 bytes of a version 4.
  RETURN encode(
    int8send((v_now / 1000 << 16) | 28672 | (v_now % 1000 * 4096 / 1000)) || substring(uuid_send(gen_random_uuid()) FROM 9),
    'hex'
  );
END
$$;

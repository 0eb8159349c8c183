-- Taking a whole month's rows away at once, where the database keeps months apart.

-- Empties the partitions of a month in these tables of facts and in their histories, as their owner:
-- who runs the ledger needs no right to change its schema. It answers "others" and does nothing
-- where a partition holds rows of any window but those that are named, and "busy" where somebody
-- reads: it never waits for a reader, nor lets one wait behind it. A reader holds its tables from
-- before its snapshot, so that nobody misses rows that a snapshot still promises. What a partition
-- holds is looked at under the lock, which no writer gets past.
-- {only postgres}
DO $do$
BEGIN
  EXECUTE format($format$
    CREATE FUNCTION ledger_empty_month(at BIGINT, parents TEXT[], streams BIGINT[], starts BIGINT[])
    RETURNS TEXT
    LANGUAGE plpgsql STRICT SECURITY DEFINER SET search_path = %I, pg_temp AS $function$
    DECLARE
      month TEXT := to_char(to_timestamp(at) AT TIME ZONE 'UTC', '_YYYY_MM');
      parent TEXT;
      parts TEXT[] := '{}';
      part TEXT;
      holds_others BOOLEAN;
    BEGIN
      IF at < 1577836800 OR at >= 4133980800 THEN
        RAISE EXCEPTION 'no window of a ledger starts at %%', at USING ERRCODE = '22023';
      END IF;
      FOREACH parent IN ARRAY parents LOOP
        IF parent NOT IN ('usage', 'service_usage', 'costs') THEN
          RAISE EXCEPTION '%% holds no facts', parent USING ERRCODE = '22023';
        END IF;
        FOREACH part IN ARRAY ARRAY[parent, parent || '_history'] LOOP
          CONTINUE WHEN NOT EXISTS (SELECT 1 FROM pg_inherits
            WHERE inhparent = part::regclass AND inhrelid = to_regclass(part || month));
          parts := parts || (part || month);
        END LOOP;
      END LOOP;
      BEGIN
        FOREACH parent IN ARRAY parents LOOP
          EXECUTE format('LOCK TABLE ONLY %%I, ONLY %%I IN ACCESS EXCLUSIVE MODE NOWAIT',
            parent, parent || '_history');
        END LOOP;
        FOREACH part IN ARRAY parts LOOP
          EXECUTE format('LOCK TABLE %%I IN ACCESS EXCLUSIVE MODE NOWAIT', part);
          EXECUTE format($scan$
            WITH RECURSIVE held (stream, window_start) AS (
              (SELECT stream, window_start FROM %%1$I ORDER BY stream, window_start LIMIT 1)
              UNION ALL
              SELECT n.stream, n.window_start FROM held AS h CROSS JOIN LATERAL (
                SELECT p.stream, p.window_start FROM %%1$I AS p
                WHERE (p.stream, p.window_start) > (h.stream, h.window_start)
                ORDER BY p.stream, p.window_start LIMIT 1) AS n
            )
            SELECT EXISTS (SELECT 1 FROM held AS h WHERE NOT EXISTS (
              SELECT 1 FROM unnest($1, $2) AS w (stream, start)
              WHERE w.stream = h.stream AND w.start = h.window_start))
          $scan$, part) INTO holds_others USING streams, starts;
          IF holds_others THEN
            RAISE EXCEPTION USING ERRCODE = 'LT001';
          END IF;
        END LOOP;
      EXCEPTION
        WHEN lock_not_available THEN
          RETURN 'busy';
        WHEN SQLSTATE 'LT001' THEN
          RETURN 'others';
      END;
      FOREACH part IN ARRAY parts LOOP
        EXECUTE format('TRUNCATE TABLE %%I', part);
      END LOOP;
      RETURN 'emptied';
    END
    $function$
  $format$, current_schema());
END
$do$;
REVOKE EXECUTE ON FUNCTION ledger_empty_month(BIGINT, TEXT[], BIGINT[], BIGINT[]) FROM PUBLIC;
-- {end}

-- Triggers keep the counts, so that they hold whatever statement changes records: one runs once for each statement, with
-- all rows that the statement changed. They run with the rights of whoever changes records, behind the same walls.
CREATE FUNCTION app.count_added_records() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  INSERT INTO public.record_counts AS c (tenant_id, connection_id, model, live, deleted)
  SELECT tenant_id, connection_id, model, count(*) - count(deleted_at), count(deleted_at)
  FROM added GROUP BY tenant_id, connection_id, model
  ON CONFLICT (connection_id, model) DO UPDATE SET live = c.live + excluded.live, deleted = c.deleted + excluded.deleted;
  RETURN NULL;
END $$;
--> statement-breakpoint
-- Most changes of records change their data only. Records never change their connection or model.
CREATE FUNCTION app.count_changed_records() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  UPDATE public.record_counts c SET live = c.live - d.newly_deleted, deleted = c.deleted + d.newly_deleted
  FROM (
    SELECT connection_id, model, sum(n) AS newly_deleted FROM (
      SELECT connection_id, model, count(deleted_at) AS n FROM after GROUP BY connection_id, model
      UNION ALL
      SELECT connection_id, model, -count(deleted_at) FROM before GROUP BY connection_id, model
    ) AS counted GROUP BY connection_id, model HAVING sum(n) <> 0
  ) AS d
  WHERE c.connection_id = d.connection_id AND c.model = d.model;
  RETURN NULL;
END $$;
--> statement-breakpoint
-- The row of the counts may be gone already, if the connection itself is removed.
CREATE FUNCTION app.count_removed_records() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  UPDATE public.record_counts c SET live = c.live - d.live, deleted = c.deleted - d.deleted
  FROM (
    SELECT connection_id, model, count(*) - count(deleted_at) AS live, count(deleted_at) AS deleted
    FROM removed GROUP BY connection_id, model
  ) AS d
  WHERE c.connection_id = d.connection_id AND c.model = d.model;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER records_count_added AFTER INSERT ON records
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION app.count_added_records();
--> statement-breakpoint
CREATE TRIGGER records_count_changed AFTER UPDATE ON records
  REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION app.count_changed_records();
--> statement-breakpoint
CREATE TRIGGER records_count_removed AFTER DELETE ON records
  REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION app.count_removed_records();
--> statement-breakpoint
GRANT SELECT ON record_counts TO churned_api;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON record_counts TO churned_worker;
--> statement-breakpoint
-- Creating the triggers locked the table, so no change is missed between here and the first one that they see.
INSERT INTO record_counts (tenant_id, connection_id, model, live, deleted)
SELECT tenant_id, connection_id, model, count(*) - count(deleted_at), count(deleted_at)
FROM records GROUP BY tenant_id, connection_id, model;

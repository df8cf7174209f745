-- The worker keeps the series, and the API only reads them.
GRANT SELECT, INSERT, UPDATE, DELETE ON series TO churned_worker;
--> statement-breakpoint
GRANT SELECT ON series TO churned_api;

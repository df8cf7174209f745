-- Least privilege. The API writes sealed tokens and cannot read one; the worker reads them and cannot touch sign-ins.
-- Neither may change or remove a line of the audit, or of the timeline.
GRANT SELECT, INSERT, UPDATE, DELETE ON users, sessions, accounts, verifications, rate_limits TO churned_api;
--> statement-breakpoint
GRANT SELECT, INSERT ON tenants, memberships, timeline, audit, syncs, streams, notifications TO churned_api;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON invitations, connections, checks, sync_requests TO churned_api;
--> statement-breakpoint
GRANT UPDATE (state, reason, cancel_requested_at, done_at, next_attempt_at, lease_until) ON syncs TO churned_api;
--> statement-breakpoint
GRANT UPDATE (state, waiting_for, done_at) ON streams TO churned_api;
--> statement-breakpoint
GRANT SELECT ON probes, estimates, records, set_aside_records TO churned_api;
--> statement-breakpoint
GRANT INSERT ON credentials TO churned_api;
--> statement-breakpoint
GRANT SELECT (id, tenant_id, connection_id, slot, key_id, sealed_hash, fingerprint, last_four, created_at, promoted_at, retired_at, destroyed_at) ON credentials TO churned_api;
--> statement-breakpoint
GRANT UPDATE (slot, sealed, destroyed_at) ON credentials TO churned_api;
--> statement-breakpoint
GRANT SELECT (id, name, email, role) ON users TO churned_worker;
--> statement-breakpoint
GRANT SELECT ON tenants, memberships, invitations, audit TO churned_worker;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON connections, credentials, checks, sync_requests, syncs, streams, estimates, records, set_aside_records, notifications TO churned_worker;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON probes TO churned_worker;
--> statement-breakpoint
GRANT SELECT, INSERT ON timeline TO churned_worker;
--> statement-breakpoint
GRANT INSERT ON audit TO churned_worker;

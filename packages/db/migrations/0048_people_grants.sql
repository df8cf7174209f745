-- Removing a person ends the membership, and the mails to the person that still wait.
GRANT DELETE ON memberships TO churned_api;--> statement-breakpoint
GRANT UPDATE (state, reason) ON notifications TO churned_api;

-- Changing what a connection reads forgets the estimate that was made for it.
GRANT UPDATE (as_of, models, attempt, next_attempt_at) ON estimates TO churned_api;

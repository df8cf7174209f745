-- What is kept only for a while: the worker's clock removes it.
GRANT DELETE ON checks, syncs, notifications TO churned_worker;

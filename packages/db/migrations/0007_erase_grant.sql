-- Where a person says that a connection now reads another Planhat, the worker erases what the earlier one left.
GRANT DELETE ON set_aside_records TO churned_worker;

-- What is known of custom fields goes with the data that it describes.
GRANT DELETE ON custom_fields TO churned_worker;

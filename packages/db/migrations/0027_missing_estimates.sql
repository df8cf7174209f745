-- An estimate is asked for by its row, which every connection that works has from now on.
INSERT INTO estimates (connection_id, tenant_id)
SELECT id, tenant_id FROM connections WHERE state = 'connected'
ON CONFLICT DO NOTHING;

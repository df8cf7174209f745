/** Fills a database with data of a given size around a subject, whose answers are the same in every size. */
import type { Client } from "pg";
import { connectionStates, troubledStates } from "@churned/domain/connection";
import { syncRequestStates, heldDeletionsStates } from "@churned/domain/sync";
import { verdictKinds } from "@churned/domain/verdict";

export interface Size {
  /** Connections of other tenants. A person signs in for every fifth of them. */
  readonly connections: number;
  /** Records of the subject's connection. */
  readonly records: number;
  /** Lines of each history of the subject's connection: checks, syncs, timeline, mails and the like. */
  readonly entries: number;
}

export interface Subject {
  readonly tenantId: string;
  readonly connectionId: string;
  readonly userId: string;
  readonly operatorId: string;
}

/** How many rows each rare kind has, in every size: more than one page. */
const rare = 60;
/** The model with few records, which landed first, and the one with all the others. */
export const models = { rare: "company", frequent: "enduser" } as const;
const words = ["Adler", "Birch", "Cobalt", "Dune", "Ember", "Fjord", "Granite", "Harbor"];
/** Searches: a part of many names, of one name, of no name, and short texts that few names and no name have. */
export const searches = ["planhat 1", "zyxwa", "qqqqq", "zy", "q"] as const;

const array = (values: readonly string[]) =>
  `(array[${values.map((value) => `'${value}'`).join()}])`;
/** The value of row `n`: the rare ones \`rare\` times each, then the frequent one. */
const pick = (values: readonly string[], frequent: string) => {
  const others = values.filter((value) => value !== frequent);
  return `case when n <= ${rare * others.length} then ${array(others)}[1 + (n - 1) / ${rare}] else '${frequent}' end`;
};

/** Adds everything as the owner of the tables, and updates the statistics of the planner. */
export async function fill(owner: Client, size: Size, subject: Subject): Promise<void> {
  const { tenantId, connectionId, userId, operatorId } = subject;
  const { connections, entries, records } = size;
  const of = `'${tenantId}'::uuid, '${connectionId}'::uuid`;
  const states = connectionStates.filter((state) => state !== "disconnected");
  const isOther = `tenant_id <> '${tenantId}'`;
  const isTroubled = `state in (${troubledStates.map((state) => `'${state}'`).join()})`;
  const statements = [
    `insert into users (name, email, role)
     select 'Person ' || n, 'person' || n || '@business.example', case when n <= ${rare} then 'operator' else 'customer' end
     from generate_series(1, ${connections / 5}) n`,
    `insert into sessions (user_id, token, expires_at) select id, id::text, now() + interval '1 day' from users`,
    `insert into tenants (name)
     select ${array(words)}[1 + n % ${words.length}] || ' business ' || n from generate_series(1, ${connections / 5}) n`,
    `create temporary table people as select id, row_number() over (order by id) as nth from users`,
    `insert into users (name, email, is_key)
     select 'Program ' || n || ' (API key)', n || '@key.invalid', true from generate_series(1, ${entries}) n`,
    `insert into api_keys (id, name, secret_hash, scopes, tenant_id, created_by, expires_at)
     select id, name, id::text, '{read}', '${tenantId}', '${operatorId}', now() from users where is_key`,
    `create temporary table businesses as
     select id, row_number() over (order by id) as nth from tenants where id <> '${tenantId}'`,
    `insert into memberships (tenant_id, user_id)
     select b.id, p.id from businesses b join people p using (nth) join users u on u.id = p.id where u.role = 'customer'
     on conflict do nothing`,
    `insert into incidents (fault, host, kind, connections, opened_at, closed_at, looked_at, next_look_at)
     select 'theirs', 'api', 'planhat_down', 3, now(), now(), now(), now() from generate_series(1, ${entries}) n`,
    `insert into incidents (fault, host, kind, connections, opened_at, looked_at, next_look_at)
     values ('theirs', 'api', 'planhat_down', 3, now(), now(), now())`,
    `insert into connections (tenant_id, name, plan, state, state_since, verdict, host, checked_at, answered_at, created_at, incident_id, doubt, doubt_since)
     select b.id, 'Planhat ' || n || case when n = 7 then ' Zyxwa' else '' end, '{"company": "required"}',
       ${pick(states, "connected")}, now() - n * interval '1 second', ${pick(verdictKinds, "connected")}, 'api',
       case when n > ${rare} then now() - n % 9999 * interval '1 second' end, now(), now() - n * interval '1 second',
       case when n <= ${2 * rare} then (select id from incidents where closed_at is null) end,
       case when n <= ${rare} then 'planhat_down' end, case when n <= ${rare} then now() end
     from generate_series(1, ${connections}) n join businesses b on b.nth = 1 + n % ${connections / 5}`,
    `insert into connections (tenant_id, name, plan, state, disconnected_at)
     select '${tenantId}', 'Planhat before', '{}', 'disconnected', now()`,
    `insert into receipts (tenant_id, connection_id, data, records)
     select tenant_id, id, 'keep', 12 from connections where state = 'disconnected'`,
    `insert into credentials (id, tenant_id, connection_id, slot, key_id, sealed, sealed_hash, fingerprint, last_four, promoted_at)
     select uuidv7(), tenant_id, id, 'active', 'key', 'sealed', id::text, id::text, '4f2a', now()
     from connections where state <> 'disconnected'`,
    `create temporary table subject_token as select id from credentials where connection_id = '${connectionId}'`,
    `update connections set state = 'needs_customer', verdict = 'missing_permissions', host = 'api', checked_at = now(),
       last_seq = ${records}, state_since = now() - interval '1 year' where id = '${connectionId}'`,
    `insert into problem_cares (connection_id, tenant_id, assignee_id)
     select id, tenant_id, '${operatorId}' from connections where ${isTroubled}`,
    `insert into problem_notes (tenant_id, connection_id, author_id, text)
     select ${of}, '${operatorId}', 'Note ' || n from generate_series(1, 5) n`,
    `insert into checks (tenant_id, connection_id, credential_id, trigger, state, host, models, verdict, done_at)
     select ${of}, (select id from subject_token), 'scheduled', 'done', 'api', '{company}',
       case when n > ${entries} - ${rare} then 'missing_permissions' else 'connected' end, now()
     from generate_series(1, ${entries}) n`,
    `insert into probes (tenant_id, check_id, model, outcome, duration_ms)
     select tenant_id, id, 'company', 'allowed', 100 from checks`,
    `insert into timeline (tenant_id, connection_id, actor_kind, actor, fact)
     select ${of}, case when n % 3 = 0 then 'system' else 'customer' end,
       case when n % 3 = 0 then 'worker' else p.id::text end,
       case when n % 3 = 0 then jsonb_build_object('kind', 'token_saved', 'askedBy', p.id)
         else '{"kind": "token_saved"}'::jsonb end
     from generate_series(1, ${entries}) n join people p on p.nth = 1 + n % (select count(*) from people)`,
    `insert into audit (tenant_id, actor_kind, actor, action, subject_id)
     select '${tenantId}', 'customer', p.id::text, 'save_token', '${connectionId}'
     from generate_series(1, ${entries}) n join people p on p.nth = 1 + n % (select count(*) from people)`,
    `insert into notifications (tenant_id, connection_id, kind, channel, cause, recipient, subject, body, state, sent_by)
     select ${of}, 'verdict', 'mail', 'cause ' || n, 'a@business.example', 'Planhat', 'Hello', 'sent', '${operatorId}'
     from generate_series(1, ${entries}) n`,
    `insert into syncs (tenant_id, connection_id, mode, state, created_at, started_at, done_at)
     select ${of}, case when n % 96 = 0 then 'full' else 'incremental' end, 'succeeded', now(), now(), now()
     from generate_series(1, ${entries}) n`,
    `insert into streams (tenant_id, sync_id, model, position, state)
     select tenant_id, id, 'company', 0, 'succeeded' from syncs`,
    `insert into sync_requests (tenant_id, connection_id, state, requested_by, decided_by, decided_at)
     select ${of}, s, '${userId}', '${operatorId}', now()
     from generate_series(1, ${entries}) n, lateral (select ${pick(
       syncRequestStates.filter((state) => state !== "waiting"),
       "approved",
     )} as s) as states`,
    `insert into sync_requests (tenant_id, connection_id, requested_by)
     select tenant_id, id, '${userId}' from connections where state = 'connected' order by id limit ${rare}`,
    `insert into held_deletes (tenant_id, connection_id, sync_id, state, models)
     select ${of}, uuidv7(), s, '[{"model": "company", "missing": 3, "of": 9}]'
     from generate_series(1, ${entries}) n, lateral (select ${pick(
       heldDeletionsStates.filter((state) => !["waiting", "releasing"].includes(state)),
       "kept",
     )} as s) as states`,
    `insert into held_deletes (tenant_id, connection_id, sync_id, models)
     select tenant_id, id, uuidv7(), '[{"model": "company", "missing": 3, "of": 9}]'
     from connections where state = 'connected' order by id limit ${rare}`,
    `insert into invitations (tenant_id, connection_id, email, secret_hash, expires_at, ended_at, ending)
     select ${of}, 'a@business.example', n::text, now(), now(), 'withdrawn' from generate_series(1, ${entries}) n`,
    `insert into estimates (tenant_id, connection_id, as_of, models) values (${of}, now(), '[]')`,
    `insert into set_aside_records (tenant_id, connection_id, model, content_hash, sync_id, reason, content)
     select ${of}, 'company', encode(sha256(n::text::bytea), 'hex'), uuidv7(), 'It has no _id.', '{}'
     from generate_series(1, ${entries}) n`,
    `insert into series (step, at, checks, save_times, records, kept_at)
     select s, date_trunc('hour', now()) - n * (case s when 'hour' then interval '1 hour' else interval '5 minutes' end), '{"connected": 3}', '{"20": 1}', 5, now()
     from generate_series(1, 8760) n, unnest(array['hour', 'five_minutes']) s`,
    `insert into custom_fields (tenant_id, connection_id, model, name, type)
     select ${of}, 'company', 'Field ' || n, 'text' from generate_series(1, 5) n`,
    `insert into records (tenant_id, connection_id, model, planhat_id, data, hash, seq)
     select ${of}, case when n <= ${rare} then '${models.rare}' else '${models.frequent}' end,
       to_char(n, 'FM000000000000000000000000'), jsonb_build_object('_id', n, 'name', md5(n::text)), '', n
     from generate_series(1, ${records}) n`,
    // The others' lines come last, so that the subject's are not the newest of all.
    `insert into checks (tenant_id, connection_id, credential_id, trigger, state, host, models, verdict, done_at)
     select c.tenant_id, c.id, t.id, 'scheduled', 'done', 'api', '{company}', 'connected', now()
     from connections c join credentials t on t.connection_id = c.id where c.${isOther}`,
    `insert into timeline (tenant_id, connection_id, actor_kind, actor, fact)
     select tenant_id, id, 'system', 'worker', '{"kind": "connection_created"}' from connections where ${isOther}`,
    `insert into notifications (tenant_id, connection_id, kind, channel, cause, recipient, subject, body, state)
     select tenant_id, id, 'verdict', 'mail', id, 'b@business.example', 'Planhat', 'Hello', 'sent' from connections where ${isOther}`,
    `insert into syncs (tenant_id, connection_id, mode, state, created_at, started_at, done_at)
     select tenant_id, id, 'full', 'succeeded', now(), now(), now() from connections where ${isOther}`,
    "vacuum analyze",
  ];
  for (const statement of statements) await owner.query(statement);
}

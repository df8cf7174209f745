-- Written by tooling/write-views.ts from the client's registry: not to be changed by hand.
-- Analysts read planhat.*: typed, the records of the tenant set for the transaction, and of no other.
DROP SCHEMA IF EXISTS planhat CASCADE;
--> statement-breakpoint
CREATE SCHEMA planhat;
--> statement-breakpoint
CREATE FUNCTION planhat.as_text(value jsonb) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
  RETURN CASE WHEN jsonb_typeof(value) IN ('string', 'number') THEN nullif(value #>> '{}', '') END;
--> statement-breakpoint
CREATE FUNCTION planhat.as_number(value jsonb) RETURNS numeric LANGUAGE sql STABLE PARALLEL SAFE
  RETURN CASE jsonb_typeof(value) WHEN 'number' THEN (value #>> '{}')::numeric
    WHEN 'string' THEN CASE WHEN value #>> '{}' ~ '^\s*-?\d+(\.\d+)?\s*$' AND pg_input_is_valid(value #>> '{}', 'numeric') THEN (value #>> '{}')::numeric END END;
--> statement-breakpoint
CREATE FUNCTION planhat.as_flag(value jsonb) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  RETURN CASE WHEN value IN ('true', '"true"') THEN true WHEN value IN ('false', '"false"') THEN false END;
--> statement-breakpoint
CREATE FUNCTION planhat.as_instant(value jsonb) RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE
  RETURN app.as_instant(value);
--> statement-breakpoint
CREATE FUNCTION planhat.as_day(value jsonb) RETURNS date LANGUAGE sql STABLE PARALLEL SAFE
  RETURN CASE WHEN planhat.as_number(value) BETWEEN -719162 AND 2932896 THEN date '1970-01-01' + floor(planhat.as_number(value))::integer
    WHEN jsonb_typeof(value) = 'string' THEN (app.as_instant(value) AT TIME ZONE 'UTC')::date END;
--> statement-breakpoint
CREATE FUNCTION planhat.as_reference(value jsonb) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
  RETURN CASE WHEN jsonb_typeof(value) = 'string' THEN nullif(value #>> '{}', '') WHEN jsonb_typeof(value) = 'object' THEN nullif(coalesce(value ->> '_id', value ->> 'id'), '') END;
--> statement-breakpoint
CREATE FUNCTION planhat.as_currency(value jsonb) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
  RETURN CASE WHEN jsonb_typeof(value) = 'string' THEN nullif(value #>> '{}', '') WHEN jsonb_typeof(value) = 'object' THEN coalesce(nullif(value ->> 'code', ''), nullif(value ->> 'symbol', ''), nullif(value ->> '_id', '')) END;
--> statement-breakpoint
CREATE FUNCTION planhat.as_texts(value jsonb) RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE
  RETURN CASE WHEN jsonb_typeof(value) = 'array' THEN ARRAY(SELECT t FROM (SELECT planhat.as_text(e) AS t FROM jsonb_array_elements(value) AS e) AS read WHERE t IS NOT NULL)
    WHEN jsonb_typeof(value) = 'string' THEN array_remove(string_to_array(value #>> '{}', ','), '') END;
--> statement-breakpoint
CREATE FUNCTION planhat.as_references(value jsonb) RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE
  RETURN CASE WHEN jsonb_typeof(value) = 'array' THEN ARRAY(SELECT t FROM (SELECT planhat.as_reference(e) AS t FROM jsonb_array_elements(value) AS e) AS read WHERE t IS NOT NULL)
    WHEN jsonb_typeof(value) = 'string' THEN array_remove(string_to_array(value #>> '{}', ','), '') END;
--> statement-breakpoint
CREATE FUNCTION planhat.as_list(value jsonb) RETURNS jsonb LANGUAGE sql STABLE PARALLEL SAFE
  RETURN CASE WHEN jsonb_typeof(value) = 'array' THEN value END;
--> statement-breakpoint
CREATE FUNCTION planhat.as_object(value jsonb) RETURNS jsonb LANGUAGE sql STABLE PARALLEL SAFE
  RETURN CASE WHEN jsonb_typeof(value) = 'object' THEN value END;
--> statement-breakpoint
CREATE FUNCTION planhat.as_any(value jsonb) RETURNS jsonb LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(value, 'null');
--> statement-breakpoint
CREATE VIEW planhat."company" WITH (security_invoker = true) AS SELECT
  r.tenant_id AS "tenant_id",
  r.connection_id AS "connection_id",
  r.planhat_id AS "id",
  planhat.as_object(r.data->'custom') AS "custom",
  planhat.as_instant(r.data->'createdAt') AS "created_at",
  planhat.as_instant(r.data->'updatedAt') AS "updated_at",
  planhat.as_text(r.data->'externalId') AS "external_id",
  planhat.as_text(r.data->'sourceId') AS "source_id",
  planhat.as_text(r.data->'name') AS "name",
  planhat.as_text(r.data->'slug') AS "slug",
  planhat.as_texts(r.data->'domains') AS "domains",
  planhat.as_text(r.data->'web') AS "web",
  planhat.as_text(r.data->'address') AS "address",
  planhat.as_text(r.data->'country') AS "country",
  planhat.as_text(r.data->'city') AS "city",
  planhat.as_text(r.data->'zip') AS "zip",
  planhat.as_text(r.data->'phonePrimary') AS "phone_primary",
  planhat.as_text(r.data->'description') AS "description",
  planhat.as_reference(r.data->'owner') AS "owner",
  planhat.as_reference(r.data->'coOwner') AS "co_owner",
  planhat.as_references(r.data->'followers') AS "followers",
  planhat.as_references(r.data->'collaborators') AS "collaborators",
  planhat.as_text(r.data->'phase') AS "phase",
  planhat.as_instant(r.data->'phaseSince') AS "phase_since",
  planhat.as_text(r.data->'status') AS "status",
  planhat.as_instant(r.data->'customerFrom') AS "customer_from",
  planhat.as_instant(r.data->'customerTo') AS "customer_to",
  planhat.as_flag(r.data->'autoRenews') AS "auto_renews",
  planhat.as_number(r.data->'h') AS "h",
  planhat.as_reference(r.data->'hProfile') AS "h_profile",
  planhat.as_number(r.data->'hDiff') AS "h_diff",
  planhat.as_instant(r.data->'hDiffDate') AS "h_diff_date",
  planhat.as_number(r.data->'csmScore') AS "csm_score",
  planhat.as_list(r.data->'csmScoreLog') AS "csm_score_log",
  planhat.as_number(r.data->'nps') AS "nps",
  planhat.as_number(r.data->'sentimentScore') AS "sentiment_score",
  planhat.as_list(r.data->'alerts') AS "alerts",
  planhat.as_number(r.data->'mr') AS "mr",
  planhat.as_number(r.data->'mrTotal') AS "mr_total",
  planhat.as_number(r.data->'mrr') AS "mrr",
  planhat.as_number(r.data->'mrrTotal') AS "mrr_total",
  planhat.as_number(r.data->'arr') AS "arr",
  planhat.as_number(r.data->'nrr30') AS "nrr30",
  planhat.as_number(r.data->'nrrTotal') AS "nrr_total",
  planhat.as_instant(r.data->'renewalDate') AS "renewal_date",
  planhat.as_instant(r.data->'lastRenewal') AS "last_renewal",
  planhat.as_number(r.data->'renewalMrr') AS "renewal_mrr",
  planhat.as_number(r.data->'renewalArr') AS "renewal_arr",
  planhat.as_number(r.data->'renewalDaysFromNow') AS "renewal_days_from_now",
  planhat.as_list(r.data->'licenses') AS "licenses",
  planhat.as_list(r.data->'sales') AS "sales",
  planhat.as_texts(r.data->'products') AS "products",
  planhat.as_instant(r.data->'lastTouch') AS "last_touch",
  planhat.as_text(r.data->'lastTouchType') AS "last_touch_type",
  planhat.as_instant(r.data->'nextTouch') AS "next_touch",
  planhat.as_instant(r.data->'lastActive') AS "last_active",
  planhat.as_reference(r.data->'orgRootId') AS "org_root_id",
  planhat.as_texts(r.data->'orgPath') AS "org_path",
  planhat.as_number(r.data->'orgLevel') AS "org_level",
  planhat.as_texts(r.data->'tags') AS "tags",
  planhat.as_object(r.data->'features') AS "features",
  planhat.as_object(r.data->'usage') AS "usage",
  planhat.as_object(r.data->'sunits') AS "sunits",
  planhat.as_object(r.data->'shareable') AS "shareable",
  planhat.as_list(r.data->'documents') AS "documents",
  planhat.as_list(r.data->'links') AS "links",
  planhat.as_instant(r.data->'createDate') AS "create_date",
  planhat.as_instant(r.data->'lastUpdated') AS "last_updated",
  r.seq AS "record_seq",
  r.changed_at AS "record_changed_at",
  r.data AS "data"
FROM public.connections c JOIN public.records r ON r.tenant_id = c.tenant_id AND r.connection_id = c.id
WHERE c.tenant_id = (SELECT app.tenant_id()) AND r.model = 'company' AND r.deleted_at IS NULL;
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."custom" IS 'Custom fields by their names. People choose the names, so a name may contain spaces, punctuation and emoji.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."created_at" IS 'When the record was created.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."updated_at" IS 'When the record last changed. A write that changes nothing also sets this time.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."external_id" IS 'The id that the customer gave the record; `extid-…` finds the record. May be empty.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."source_id" IS 'The id in the system from which the record was imported; `srcid-…` finds the record.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."name" IS 'The company''s name.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."slug" IS 'The name in the form for a web address.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."domains" IS 'Mail domains of the company and of its endusers.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."web" IS 'The web site.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."address" IS 'Street and number.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."country" IS 'Country.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."city" IS 'City.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."zip" IS 'Postal code.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."phone_primary" IS 'Main telephone number.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."description" IS 'Free text.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."owner" IS 'The colleague who is responsible for the company.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."co_owner" IS 'A second colleague who is responsible.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."followers" IS 'Colleagues who follow the company.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."collaborators" IS 'Other colleagues who work with the company.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."phase" IS 'The phase of the lifecycle; the tenant names the phases.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."phase_since" IS 'When the company entered this phase.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."status" IS 'The status, which Planhat derives from the licenses.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."customer_from" IS 'First day as a customer.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."customer_to" IS 'Last day as a customer.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."auto_renews" IS 'Whether the licenses renew automatically.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."h" IS 'Health, 0 to 10.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."h_profile" IS 'The health profile in use.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."h_diff" IS 'How health changed.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."h_diff_date" IS 'When health changed.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."csm_score" IS 'The owner''s own score, 1 to 5.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."csm_score_log" IS 'The history of `csmScore`.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."nps" IS 'Net promoter score.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."sentiment_score" IS 'The mood of the conversations.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."alerts" IS 'Current alerts.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."mr" IS 'Monthly revenue now.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."mr_total" IS 'Monthly revenue over the life of the company.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."mrr" IS 'Recurring monthly revenue; absent in some tenants.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."mrr_total" IS 'Recurring monthly revenue over the life of the company.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."arr" IS 'Recurring yearly revenue now.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."nrr30" IS 'Non-recurring revenue of 30 days.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."nrr_total" IS 'Non-recurring revenue over the life of the company.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."renewal_date" IS 'The next renewal.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."last_renewal" IS 'The last renewal.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."renewal_mrr" IS 'Monthly revenue to renew.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."renewal_arr" IS 'Yearly revenue to renew.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."renewal_days_from_now" IS 'Whole days until the next renewal; negative if late.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."licenses" IS 'The licenses.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."sales" IS 'The sales.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."products" IS 'Names of the company''s products.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."last_touch" IS 'Last contact.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."last_touch_type" IS 'The type of the last contact.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."next_touch" IS 'Next planned contact; seen as milliseconds.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."last_active" IS 'When a person of the company last used the product.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."org_root_id" IS 'The topmost company of the company''s group.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."org_path" IS 'Ids from the topmost company down; a text with commas.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."org_level" IS 'The level of the company within the group.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."tags" IS 'Tags.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."features" IS 'Features that the company may use.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."usage" IS 'Computed metrics, by the id of the metric.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."sunits" IS 'Success units.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."shareable" IS 'Whether and how the company''s page is shared.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."documents" IS 'Documents.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."links" IS 'Links.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."create_date" IS 'When the record was made.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."company"."last_updated" IS 'When the record last changed.';
--> statement-breakpoint
CREATE VIEW planhat."enduser" WITH (security_invoker = true) AS SELECT
  r.tenant_id AS "tenant_id",
  r.connection_id AS "connection_id",
  r.planhat_id AS "id",
  planhat.as_object(r.data->'custom') AS "custom",
  planhat.as_instant(r.data->'createdAt') AS "created_at",
  planhat.as_instant(r.data->'updatedAt') AS "updated_at",
  planhat.as_text(r.data->'externalId') AS "external_id",
  planhat.as_text(r.data->'sourceId') AS "source_id",
  planhat.as_reference(r.data->'companyId') AS "company_id",
  planhat.as_text(r.data->'companyName') AS "company_name",
  planhat.as_text(r.data->'email') AS "email",
  planhat.as_text(r.data->'firstName') AS "first_name",
  planhat.as_text(r.data->'lastName') AS "last_name",
  planhat.as_text(r.data->'name') AS "name",
  planhat.as_text(r.data->'position') AS "position",
  planhat.as_text(r.data->'phone') AS "phone",
  planhat.as_texts(r.data->'tags') AS "tags",
  planhat.as_flag(r.data->'featured') AS "featured",
  planhat.as_flag(r.data->'primary') AS "primary",
  planhat.as_flag(r.data->'archived') AS "archived",
  planhat.as_texts(r.data->'otherEmails') AS "other_emails",
  planhat.as_flag(r.data->'npsUnsubscribed') AS "nps_unsubscribed",
  planhat.as_list(r.data->'personas') AS "personas",
  planhat.as_references(r.data->'relatedEndusers') AS "related_endusers",
  planhat.as_text(r.data->'linkedInUrl') AS "linked_in_url",
  planhat.as_number(r.data->'beats') AS "beats",
  planhat.as_number(r.data->'beatsTotal') AS "beats_total",
  planhat.as_number(r.data->'beatTrend') AS "beat_trend",
  planhat.as_number(r.data->'convs14') AS "convs14",
  planhat.as_number(r.data->'convsTotal') AS "convs_total",
  planhat.as_number(r.data->'experience') AS "experience",
  planhat.as_number(r.data->'relevance') AS "relevance",
  planhat.as_instant(r.data->'lastActive') AS "last_active",
  planhat.as_instant(r.data->'lastTouch') AS "last_touch",
  planhat.as_text(r.data->'lastTouchType') AS "last_touch_type",
  planhat.as_number(r.data->'nps') AS "nps",
  planhat.as_text(r.data->'npsComment') AS "nps_comment",
  planhat.as_instant(r.data->'npsDate') AS "nps_date",
  planhat.as_instant(r.data->'npsSent') AS "nps_sent",
  planhat.as_object(r.data->'usage') AS "usage",
  planhat.as_instant(r.data->'createDate') AS "create_date",
  r.seq AS "record_seq",
  r.changed_at AS "record_changed_at",
  r.data AS "data"
FROM public.connections c JOIN public.records r ON r.tenant_id = c.tenant_id AND r.connection_id = c.id
WHERE c.tenant_id = (SELECT app.tenant_id()) AND r.model = 'enduser' AND r.deleted_at IS NULL;
--> statement-breakpoint
COMMENT ON COLUMN planhat."enduser"."custom" IS 'Custom fields by their names. People choose the names, so a name may contain spaces, punctuation and emoji.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."enduser"."created_at" IS 'When the record was created.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."enduser"."updated_at" IS 'When the record last changed. A write that changes nothing also sets this time.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."enduser"."external_id" IS 'The id that the customer gave the record; `extid-…` finds the record. May be empty.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."enduser"."source_id" IS 'The id in the system from which the record was imported; `srcid-…` finds the record.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."enduser"."company_id" IS 'The company to which the record belongs.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."enduser"."company_name" IS 'The name of the company in `companyId`.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."enduser"."email" IS 'Mail address. An enduser needs a mail address, an `externalId` or a `sourceId`.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."enduser"."first_name" IS 'First name.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."enduser"."last_name" IS 'Last name.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."enduser"."name" IS 'First name and last name.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."enduser"."position" IS 'Job title.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."enduser"."phone" IS 'Telephone number.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."enduser"."tags" IS 'Tags.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."enduser"."featured" IS 'Whether the person is marked as important.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."enduser"."primary" IS 'Whether the person is the company''s main contact.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."enduser"."archived" IS 'Whether the person is archived; lists leave out archived people.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."enduser"."other_emails" IS 'Further mail addresses.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."enduser"."nps_unsubscribed" IS 'Whether the person wants no NPS surveys.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."enduser"."personas" IS 'Personas.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."enduser"."related_endusers" IS 'Related people.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."enduser"."linked_in_url" IS 'LinkedIn page.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."enduser"."beats" IS 'Current activity.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."enduser"."beats_total" IS 'Total activity.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."enduser"."beat_trend" IS 'How activity changes.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."enduser"."convs14" IS 'Number of conversations in 14 days.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."enduser"."convs_total" IS 'Total number of conversations.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."enduser"."experience" IS 'How long and how much the person uses the product.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."enduser"."relevance" IS 'The importance of the person.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."enduser"."last_active" IS 'When the person last used the product.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."enduser"."last_touch" IS 'Last contact.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."enduser"."last_touch_type" IS 'The type of the last contact.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."enduser"."nps" IS 'Last NPS answer.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."enduser"."nps_comment" IS 'The comment in the last NPS answer.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."enduser"."nps_date" IS 'When the person answered.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."enduser"."nps_sent" IS 'When the survey was sent.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."enduser"."usage" IS 'Computed metrics, by the id of the metric.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."enduser"."create_date" IS 'When the record was made.';
--> statement-breakpoint
CREATE VIEW planhat."license" WITH (security_invoker = true) AS SELECT
  r.tenant_id AS "tenant_id",
  r.connection_id AS "connection_id",
  r.planhat_id AS "id",
  planhat.as_object(r.data->'custom') AS "custom",
  planhat.as_instant(r.data->'createdAt') AS "created_at",
  planhat.as_instant(r.data->'updatedAt') AS "updated_at",
  planhat.as_text(r.data->'externalId') AS "external_id",
  planhat.as_text(r.data->'sourceId') AS "source_id",
  planhat.as_reference(r.data->'companyId') AS "company_id",
  planhat.as_text(r.data->'companyName') AS "company_name",
  planhat.as_text(r.data->'product') AS "product",
  planhat.as_currency(r.data->'_currency') AS "currency",
  planhat.as_instant(r.data->'fromDate') AS "from_date",
  planhat.as_instant(r.data->'toDate') AS "to_date",
  planhat.as_flag(r.data->'fixedPeriod') AS "fixed_period",
  planhat.as_flag(r.data->'toDateIncluded') AS "to_date_included",
  planhat.as_number(r.data->'length') AS "length",
  planhat.as_number(r.data->'value') AS "value",
  planhat.as_number(r.data->'mrr') AS "mrr",
  planhat.as_number(r.data->'arr') AS "arr",
  planhat.as_text(r.data->'status') AS "status",
  planhat.as_text(r.data->'renewalStatus') AS "renewal_status",
  planhat.as_flag(r.data->'autoRenews') AS "auto_renews",
  planhat.as_number(r.data->'renewalPeriod') AS "renewal_period",
  planhat.as_text(r.data->'renewalUnit') AS "renewal_unit",
  planhat.as_instant(r.data->'renewalDate') AS "renewal_date",
  planhat.as_number(r.data->'renewalDaysFromNow') AS "renewal_days_from_now",
  planhat.as_number(r.data->'renewalMrr') AS "renewal_mrr",
  planhat.as_number(r.data->'renewalArr') AS "renewal_arr",
  planhat.as_number(r.data->'noticePeriod') AS "notice_period",
  planhat.as_text(r.data->'noticeUnit') AS "notice_unit",
  planhat.as_flag(r.data->'isOverdue') AS "is_overdue",
  planhat.as_text(r.data->'invoiceCycle') AS "invoice_cycle",
  planhat.as_reference(r.data->'parent') AS "parent",
  planhat.as_list(r.data->'issues') AS "issues",
  r.seq AS "record_seq",
  r.changed_at AS "record_changed_at",
  r.data AS "data"
FROM public.connections c JOIN public.records r ON r.tenant_id = c.tenant_id AND r.connection_id = c.id
WHERE c.tenant_id = (SELECT app.tenant_id()) AND r.model = 'license' AND r.deleted_at IS NULL;
--> statement-breakpoint
COMMENT ON COLUMN planhat."license"."custom" IS 'Custom fields by their names. People choose the names, so a name may contain spaces, punctuation and emoji.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."license"."created_at" IS 'When the record was created.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."license"."updated_at" IS 'When the record last changed. A write that changes nothing also sets this time.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."license"."external_id" IS 'The id that the customer gave the record; `extid-…` finds the record. May be empty.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."license"."source_id" IS 'The id in the system from which the record was imported; `srcid-…` finds the record.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."license"."company_id" IS 'The company to which the record belongs.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."license"."company_name" IS 'The name of the company in `companyId`.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."license"."product" IS 'The product.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."license"."currency" IS 'The currency.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."license"."from_date" IS 'First day.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."license"."to_date" IS 'Last day; empty if the license has no end.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."license"."fixed_period" IS 'Whether the license ends unless somebody renews it.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."license"."to_date_included" IS 'Whether the last day counts.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."license"."length" IS 'The length in months.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."license"."value" IS 'Value of the whole period.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."license"."mrr" IS 'Monthly revenue.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."license"."arr" IS 'Yearly revenue.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."license"."status" IS 'The status.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."license"."renewal_status" IS 'The result of the renewal.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."license"."auto_renews" IS 'Whether the record renews automatically.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."license"."renewal_period" IS 'The length of a renewal.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."license"."renewal_unit" IS 'The unit of `renewalPeriod`: `month`.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."license"."renewal_date" IS 'When the record renews.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."license"."renewal_days_from_now" IS 'Whole days until the renewal.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."license"."renewal_mrr" IS 'Monthly revenue after renewal.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."license"."renewal_arr" IS 'Yearly revenue after renewal.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."license"."notice_period" IS 'The notice period before the end.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."license"."notice_unit" IS 'The unit of `noticePeriod`.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."license"."is_overdue" IS 'Whether the end has passed without a decision about the renewal.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."license"."invoice_cycle" IS 'How often an invoice is sent.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."license"."parent" IS 'The license that this license renews.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."license"."issues" IS 'Problems of the license.';
--> statement-breakpoint
CREATE VIEW planhat."churn" WITH (security_invoker = true) AS SELECT
  r.tenant_id AS "tenant_id",
  r.connection_id AS "connection_id",
  r.planhat_id AS "id",
  planhat.as_object(r.data->'custom') AS "custom",
  planhat.as_instant(r.data->'createdAt') AS "created_at",
  planhat.as_instant(r.data->'updatedAt') AS "updated_at",
  planhat.as_text(r.data->'externalId') AS "external_id",
  planhat.as_text(r.data->'sourceId') AS "source_id",
  planhat.as_reference(r.data->'companyId') AS "company_id",
  planhat.as_text(r.data->'companyName') AS "company_name",
  planhat.as_instant(r.data->'churnDate') AS "churn_date",
  planhat.as_texts(r.data->'reasons') AS "reasons",
  planhat.as_texts(r.data->'products') AS "products",
  planhat.as_number(r.data->'value') AS "value",
  planhat.as_number(r.data->'arr') AS "arr",
  planhat.as_currency(r.data->'currency') AS "currency",
  planhat.as_any(r.data->'comment') AS "comment",
  planhat.as_text(r.data->'description') AS "description",
  planhat.as_flag(r.data->'snoozed') AS "snoozed",
  planhat.as_flag(r.data->'onlyDowngrade') AS "only_downgrade",
  r.seq AS "record_seq",
  r.changed_at AS "record_changed_at",
  r.data AS "data"
FROM public.connections c JOIN public.records r ON r.tenant_id = c.tenant_id AND r.connection_id = c.id
WHERE c.tenant_id = (SELECT app.tenant_id()) AND r.model = 'churn' AND r.deleted_at IS NULL;
--> statement-breakpoint
COMMENT ON COLUMN planhat."churn"."custom" IS 'Custom fields by their names. People choose the names, so a name may contain spaces, punctuation and emoji.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."churn"."created_at" IS 'When the record was created.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."churn"."updated_at" IS 'When the record last changed. A write that changes nothing also sets this time.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."churn"."external_id" IS 'The id that the customer gave the record; `extid-…` finds the record. May be empty.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."churn"."source_id" IS 'The id in the system from which the record was imported; `srcid-…` finds the record.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."churn"."company_id" IS 'The company to which the record belongs.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."churn"."company_name" IS 'The name of the company in `companyId`.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."churn"."churn_date" IS 'When the revenue was lost.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."churn"."reasons" IS 'The reasons.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."churn"."products" IS 'The lost products.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."churn"."value" IS 'The lost value.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."churn"."arr" IS 'The lost yearly revenue.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."churn"."currency" IS 'The currency.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."churn"."comment" IS 'Free text, plain or rich.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."churn"."description" IS 'Free text.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."churn"."snoozed" IS 'Whether the churn is snoozed.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."churn"."only_downgrade" IS 'Whether the company pays less but stays a customer.';
--> statement-breakpoint
CREATE VIEW planhat."nps" WITH (security_invoker = true) AS SELECT
  r.tenant_id AS "tenant_id",
  r.connection_id AS "connection_id",
  r.planhat_id AS "id",
  planhat.as_object(r.data->'custom') AS "custom",
  planhat.as_instant(r.data->'createdAt') AS "created_at",
  planhat.as_instant(r.data->'updatedAt') AS "updated_at",
  planhat.as_text(r.data->'sourceId') AS "source_id",
  planhat.as_text(r.data->'email') AS "email",
  coalesce(planhat.as_number(r.data->'score'), planhat.as_number(r.data->'nps')) AS "score",
  coalesce(planhat.as_text(r.data->'comment'), planhat.as_text(r.data->'npsComment')) AS "comment",
  coalesce(planhat.as_instant(r.data->'dateSent'), planhat.as_instant(r.data->'npsSent')) AS "date_sent",
  coalesce(planhat.as_instant(r.data->'dateAnswered'), planhat.as_instant(r.data->'npsDate')) AS "date_answered",
  planhat.as_reference(r.data->'cId') AS "c_id",
  planhat.as_reference(r.data->'euId') AS "eu_id",
  planhat.as_reference(r.data->'campaignId') AS "campaign_id",
  planhat.as_text(r.data->'source') AS "source",
  r.seq AS "record_seq",
  r.changed_at AS "record_changed_at",
  r.data AS "data"
FROM public.connections c JOIN public.records r ON r.tenant_id = c.tenant_id AND r.connection_id = c.id
WHERE c.tenant_id = (SELECT app.tenant_id()) AND r.model = 'nps' AND r.deleted_at IS NULL;
--> statement-breakpoint
COMMENT ON COLUMN planhat."nps"."custom" IS 'Custom fields by their names. People choose the names, so a name may contain spaces, punctuation and emoji.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."nps"."created_at" IS 'When the record was created.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."nps"."updated_at" IS 'When the record last changed. A write that changes nothing also sets this time.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."nps"."source_id" IS 'The id in the system from which the record was imported; `srcid-…` finds the record.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."nps"."email" IS 'The mail address of the person who answered.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."nps"."score" IS '0 to 10.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."nps"."comment" IS 'The comment of the person.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."nps"."date_sent" IS 'When the survey was sent.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."nps"."date_answered" IS 'When the person answered.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."nps"."c_id" IS 'The person''s company.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."nps"."eu_id" IS 'The enduser who answered; absent in some tenants.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."nps"."campaign_id" IS 'The survey.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."nps"."source" IS 'The source of the answer.';
--> statement-breakpoint
CREATE VIEW planhat."conversation" WITH (security_invoker = true) AS SELECT
  r.tenant_id AS "tenant_id",
  r.connection_id AS "connection_id",
  r.planhat_id AS "id",
  planhat.as_object(r.data->'custom') AS "custom",
  planhat.as_instant(r.data->'createdAt') AS "created_at",
  planhat.as_instant(r.data->'updatedAt') AS "updated_at",
  planhat.as_reference(r.data->'companyId') AS "company_id",
  planhat.as_text(r.data->'companyName') AS "company_name",
  planhat.as_text(r.data->'externalId') AS "external_id",
  planhat.as_text(r.data->'subject') AS "subject",
  planhat.as_text(r.data->'description') AS "description",
  planhat.as_text(r.data->'snippet') AS "snippet",
  planhat.as_instant(r.data->'date') AS "date",
  planhat.as_text(r.data->'type') AS "type",
  planhat.as_list(r.data->'users') AS "users",
  planhat.as_list(r.data->'endusers') AS "endusers",
  planhat.as_texts(r.data->'tags') AS "tags",
  planhat.as_instant(r.data->'createDate') AS "create_date",
  planhat.as_text(r.data->'companyExternalId') AS "company_external_id",
  planhat.as_text(r.data->'companySourceId') AS "company_source_id",
  planhat.as_instant(r.data->'outDate') AS "out_date",
  planhat.as_references(r.data->'userIds') AS "user_ids",
  planhat.as_references(r.data->'activityTags') AS "activity_tags",
  planhat.as_list(r.data->'autoTags') AS "auto_tags",
  planhat.as_flag(r.data->'starred') AS "starred",
  planhat.as_flag(r.data->'pinned') AS "pinned",
  planhat.as_flag(r.data->'archived') AS "archived",
  planhat.as_flag(r.data->'isOpen') AS "is_open",
  planhat.as_flag(r.data->'isSeen') AS "is_seen",
  planhat.as_flag(r.data->'isCustomType') AS "is_custom_type",
  planhat.as_flag(r.data->'hasMore') AS "has_more",
  planhat.as_flag(r.data->'hasAttachments') AS "has_attachments",
  planhat.as_flag(r.data->'waitsToBeFiltered') AS "waits_to_be_filtered",
  planhat.as_references(r.data->'emailTemplateIds') AS "email_template_ids",
  planhat.as_list(r.data->'timeBucket') AS "time_bucket",
  planhat.as_number(r.data->'numberOfParts') AS "number_of_parts",
  planhat.as_number(r.data->'numberOfRelevantParts') AS "number_of_relevant_parts",
  planhat.as_list(r.data->'sender') AS "sender",
  planhat.as_list(r.data->'history') AS "history",
  planhat.as_text(r.data->'assigneeName') AS "assignee_name",
  planhat.as_reference(r.data->'owner') AS "owner",
  planhat.as_references(r.data->'followers') AS "followers",
  r.seq AS "record_seq",
  r.changed_at AS "record_changed_at",
  r.data AS "data"
FROM public.connections c JOIN public.records r ON r.tenant_id = c.tenant_id AND r.connection_id = c.id
WHERE c.tenant_id = (SELECT app.tenant_id()) AND r.model = 'conversation' AND r.deleted_at IS NULL;
--> statement-breakpoint
COMMENT ON COLUMN planhat."conversation"."custom" IS 'Custom fields by their names. People choose the names, so a name may contain spaces, punctuation and emoji.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."conversation"."created_at" IS 'When the record was created.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."conversation"."updated_at" IS 'When the record last changed. A write that changes nothing also sets this time.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."conversation"."company_id" IS 'The company to which the record belongs.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."conversation"."company_name" IS 'The name of the company in `companyId`.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."conversation"."external_id" IS 'The id that the customer gave the record; `extid-…` finds the record. May be empty.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."conversation"."subject" IS 'The subject.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."conversation"."description" IS 'The content, as HTML.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."conversation"."snippet" IS 'The beginning of the content, as plain text.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."conversation"."date" IS 'When the conversation took place.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."conversation"."type" IS '`note`, `email`, `chat`, `ticket`, `call`, or a type that the tenant defined.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."conversation"."users" IS 'Colleagues who took part: `id` or `_id`, name, isOwner.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."conversation"."endusers" IS 'People who took part: `id` or `_id`, name.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."conversation"."tags" IS 'Tags.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."conversation"."create_date" IS 'When the record was made.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."conversation"."company_external_id" IS 'The company''s own id; with notes.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."conversation"."company_source_id" IS 'The id of the company in the system from which the company was imported.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."conversation"."out_date" IS 'When the message was sent.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."conversation"."user_ids" IS 'Colleagues who took part.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."conversation"."activity_tags" IS 'Activity tags.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."conversation"."auto_tags" IS 'Tags that Planhat set.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."conversation"."starred" IS 'Whether the record has a star.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."conversation"."pinned" IS 'Whether the record is pinned to the top.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."conversation"."archived" IS 'Whether the record is archived.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."conversation"."is_open" IS 'Not closed yet.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."conversation"."is_seen" IS 'Whether the conversation was read.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."conversation"."is_custom_type" IS 'Whether the tenant defined the type.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."conversation"."has_more" IS 'Whether the content is longer than the shown part.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."conversation"."has_attachments" IS 'Whether the record has an attachment.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."conversation"."waits_to_be_filtered" IS 'Whether the conversation still waits to be filtered.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."conversation"."email_template_ids" IS 'Templates from which the mail was written.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."conversation"."time_bucket" IS 'Days on which the conversation is counted.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."conversation"."number_of_parts" IS 'Number of messages in the conversation.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."conversation"."number_of_relevant_parts" IS 'Number of messages in the conversation that count as relevant.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."conversation"."sender" IS 'The sender.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."conversation"."history" IS 'The history of the record.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."conversation"."assignee_name" IS 'The colleague who answers.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."conversation"."owner" IS 'The owner.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."conversation"."followers" IS 'Colleagues who follow the record.';
--> statement-breakpoint
CREATE VIEW planhat."ticket" WITH (security_invoker = true) AS SELECT
  r.tenant_id AS "tenant_id",
  r.connection_id AS "connection_id",
  r.planhat_id AS "id",
  planhat.as_object(r.data->'custom') AS "custom",
  planhat.as_instant(r.data->'createdAt') AS "created_at",
  planhat.as_instant(r.data->'updatedAt') AS "updated_at",
  planhat.as_reference(r.data->'companyId') AS "company_id",
  planhat.as_text(r.data->'companyName') AS "company_name",
  planhat.as_text(r.data->'externalId') AS "external_id",
  planhat.as_text(r.data->'subject') AS "subject",
  planhat.as_text(r.data->'description') AS "description",
  planhat.as_text(r.data->'snippet') AS "snippet",
  planhat.as_instant(r.data->'date') AS "date",
  planhat.as_text(r.data->'type') AS "type",
  planhat.as_list(r.data->'users') AS "users",
  planhat.as_list(r.data->'endusers') AS "endusers",
  planhat.as_texts(r.data->'tags') AS "tags",
  planhat.as_instant(r.data->'createDate') AS "create_date",
  planhat.as_text(r.data->'sourceId') AS "source_id",
  planhat.as_text(r.data->'email') AS "email",
  planhat.as_text(r.data->'companyExternalId') AS "company_external_id",
  planhat.as_texts(r.data->'domains') AS "domains",
  planhat.as_text(r.data->'source') AS "source",
  planhat.as_text(r.data->'title') AS "title",
  planhat.as_text(r.data->'url') AS "url",
  planhat.as_text(r.data->'subType') AS "sub_type",
  planhat.as_text(r.data->'severity') AS "severity",
  planhat.as_text(r.data->'product') AS "product",
  planhat.as_number(r.data->'timeSpent') AS "time_spent",
  planhat.as_text(r.data->'status') AS "status",
  planhat.as_list(r.data->'history') AS "history",
  planhat.as_text(r.data->'agentEmail') AS "agent_email",
  planhat.as_text(r.data->'name') AS "name",
  planhat.as_number(r.data->'days') AS "days",
  r.seq AS "record_seq",
  r.changed_at AS "record_changed_at",
  r.data AS "data"
FROM public.connections c JOIN public.records r ON r.tenant_id = c.tenant_id AND r.connection_id = c.id
WHERE c.tenant_id = (SELECT app.tenant_id()) AND r.model = 'ticket' AND r.deleted_at IS NULL;
--> statement-breakpoint
COMMENT ON COLUMN planhat."ticket"."custom" IS 'Custom fields by their names. People choose the names, so a name may contain spaces, punctuation and emoji.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."ticket"."created_at" IS 'When the record was created.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."ticket"."updated_at" IS 'When the record last changed. A write that changes nothing also sets this time.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."ticket"."company_id" IS 'The company to which the record belongs.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."ticket"."company_name" IS 'The name of the company in `companyId`.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."ticket"."external_id" IS 'The id that the customer gave the record; `extid-…` finds the record. May be empty.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."ticket"."subject" IS 'The subject.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."ticket"."description" IS 'The content, as HTML.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."ticket"."snippet" IS 'The beginning of the content, as plain text.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."ticket"."date" IS 'When the conversation took place.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."ticket"."type" IS '`note`, `email`, `chat`, `ticket`, `call`, or a type that the tenant defined.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."ticket"."users" IS 'Colleagues who took part: `id` or `_id`, name, isOwner.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."ticket"."endusers" IS 'People who took part: `id` or `_id`, name.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."ticket"."tags" IS 'Tags.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."ticket"."create_date" IS 'When the record was made.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."ticket"."source_id" IS 'The id in the system from which the record was imported; `srcid-…` finds the record.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."ticket"."email" IS 'The mail address of the person who asked. A ticket without this address disappears.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."ticket"."company_external_id" IS 'The company''s own id.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."ticket"."domains" IS 'Mail domains by which the company is found.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."ticket"."source" IS 'The help desk from which the ticket was imported.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."ticket"."title" IS 'The subject.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."ticket"."url" IS 'The address of the ticket''s page in the help desk.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."ticket"."sub_type" IS 'A finer type.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."ticket"."severity" IS 'The severity.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."ticket"."product" IS 'The product that the ticket is about.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."ticket"."time_spent" IS 'Minutes.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."ticket"."status" IS 'The status.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."ticket"."history" IS 'Statuses with their times.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."ticket"."agent_email" IS 'The colleague who answers.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."ticket"."name" IS 'The name of the person who asked.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."ticket"."days" IS 'Undocumented.';
--> statement-breakpoint
CREATE VIEW planhat."task" WITH (security_invoker = true) AS SELECT
  r.tenant_id AS "tenant_id",
  r.connection_id AS "connection_id",
  r.planhat_id AS "id",
  planhat.as_object(r.data->'custom') AS "custom",
  planhat.as_instant(r.data->'createdAt') AS "created_at",
  planhat.as_instant(r.data->'updatedAt') AS "updated_at",
  planhat.as_text(r.data->'externalId') AS "external_id",
  planhat.as_text(r.data->'sourceId') AS "source_id",
  planhat.as_reference(r.data->'companyId') AS "company_id",
  planhat.as_text(r.data->'companyName') AS "company_name",
  planhat.as_text(r.data->'mainType') AS "main_type",
  planhat.as_text(r.data->'action') AS "action",
  planhat.as_text(r.data->'description') AS "description",
  planhat.as_text(r.data->'snippet') AS "snippet",
  planhat.as_text(r.data->'type') AS "type",
  planhat.as_text(r.data->'status') AS "status",
  planhat.as_instant(r.data->'startTime') AS "start_time",
  planhat.as_instant(r.data->'endTime') AS "end_time",
  planhat.as_instant(r.data->'dateDone') AS "date_done",
  planhat.as_reference(r.data->'doneBy') AS "done_by",
  planhat.as_text(r.data->'repeat') AS "repeat",
  planhat.as_list(r.data->'repeatDays') AS "repeat_days",
  planhat.as_reference(r.data->'ownerId') AS "owner_id",
  planhat.as_text(r.data->'ownerName') AS "owner_name",
  planhat.as_list(r.data->'users') AS "users",
  planhat.as_list(r.data->'endusers') AS "endusers",
  planhat.as_list(r.data->'checklist') AS "checklist",
  planhat.as_references(r.data->'activityTags') AS "activity_tags",
  planhat.as_flag(r.data->'isArchived') AS "is_archived",
  planhat.as_flag(r.data->'noSpecificTime') AS "no_specific_time",
  planhat.as_flag(r.data->'shared') AS "shared",
  planhat.as_flag(r.data->'overdueNotified') AS "overdue_notified",
  planhat.as_reference(r.data->'noteId') AS "note_id",
  r.seq AS "record_seq",
  r.changed_at AS "record_changed_at",
  r.data AS "data"
FROM public.connections c JOIN public.records r ON r.tenant_id = c.tenant_id AND r.connection_id = c.id
WHERE c.tenant_id = (SELECT app.tenant_id()) AND r.model = 'task' AND r.deleted_at IS NULL;
--> statement-breakpoint
COMMENT ON COLUMN planhat."task"."custom" IS 'Custom fields by their names. People choose the names, so a name may contain spaces, punctuation and emoji.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."task"."created_at" IS 'When the record was created.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."task"."updated_at" IS 'When the record last changed. A write that changes nothing also sets this time.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."task"."external_id" IS 'The id that the customer gave the record; `extid-…` finds the record. May be empty.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."task"."source_id" IS 'The id in the system from which the record was imported; `srcid-…` finds the record.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."task"."company_id" IS 'The company to which the record belongs.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."task"."company_name" IS 'The name of the company in `companyId`.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."task"."main_type" IS 'Whether the record is a task or an event.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."task"."action" IS 'The text of the task.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."task"."description" IS 'Free text.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."task"."snippet" IS 'The beginning of the content, as plain text.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."task"."type" IS 'The type.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."task"."status" IS 'The status; the tenant defines the names of the statuses.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."task"."start_time" IS 'When the task begins.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."task"."end_time" IS 'When the task is due, or when the event ends.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."task"."date_done" IS 'When the task was completed.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."task"."done_by" IS 'The colleague who completed the task.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."task"."repeat" IS '`daily` to `yearly`, or `custom`.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."task"."repeat_days" IS 'Days on which the task repeats.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."task"."owner_id" IS 'The colleague who must do the task.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."task"."owner_name" IS 'The name of this colleague.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."task"."users" IS 'Colleagues who take part.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."task"."endusers" IS 'People who take part.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."task"."checklist" IS 'Steps.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."task"."activity_tags" IS 'Activity tags.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."task"."is_archived" IS 'Whether the task is archived, for example because it is done.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."task"."no_specific_time" IS 'Whether the task has a day but no time of day.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."task"."shared" IS 'Whether the company can see the record.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."task"."overdue_notified" IS 'Whether the owner got a message that the task is late.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."task"."note_id" IS 'The conversation that was created from the task.';
--> statement-breakpoint
CREATE VIEW planhat."invoice" WITH (security_invoker = true) AS SELECT
  r.tenant_id AS "tenant_id",
  r.connection_id AS "connection_id",
  r.planhat_id AS "id",
  planhat.as_object(r.data->'custom') AS "custom",
  planhat.as_reference(r.data->'cId') AS "c_id",
  planhat.as_text(r.data->'cName') AS "c_name",
  planhat.as_text(r.data->'extId') AS "ext_id",
  planhat.as_text(r.data->'sourceId') AS "source_id",
  planhat.as_currency(r.data->'currency') AS "currency",
  planhat.as_text(r.data->'product') AS "product",
  planhat.as_day(r.data->'invoiceDate') AS "invoice_date",
  planhat.as_day(r.data->'dueDate') AS "due_date",
  planhat.as_day(r.data->'paidDate') AS "paid_date",
  planhat.as_number(r.data->'amountTotal') AS "amount_total",
  planhat.as_text(r.data->'status') AS "status",
  planhat.as_text(r.data->'invoiceNo') AS "invoice_no",
  planhat.as_list(r.data->'lineItems') AS "line_items",
  planhat.as_texts(r.data->'emails') AS "emails",
  planhat.as_text(r.data->'addressCountry') AS "address_country",
  planhat.as_text(r.data->'invoiceCycle') AS "invoice_cycle",
  planhat.as_instant(r.data->'createdAt') AS "created_at",
  planhat.as_instant(r.data->'lastUpdated') AS "last_updated",
  r.seq AS "record_seq",
  r.changed_at AS "record_changed_at",
  r.data AS "data"
FROM public.connections c JOIN public.records r ON r.tenant_id = c.tenant_id AND r.connection_id = c.id
WHERE c.tenant_id = (SELECT app.tenant_id()) AND r.model = 'invoice' AND r.deleted_at IS NULL;
--> statement-breakpoint
COMMENT ON COLUMN planhat."invoice"."custom" IS 'Custom fields by their names. People choose the names, so a name may contain spaces, punctuation and emoji.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."invoice"."c_id" IS 'The company that pays.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."invoice"."c_name" IS 'The name of the company in `cId`.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."invoice"."ext_id" IS 'The customer''s own id; `extid-…` finds the record.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."invoice"."source_id" IS 'The id in the system from which the record was imported; `srcid-…` finds the record.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."invoice"."currency" IS 'The currency.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."invoice"."product" IS 'The product.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."invoice"."invoice_date" IS 'The date of the invoice.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."invoice"."due_date" IS 'When the invoice must be paid.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."invoice"."paid_date" IS 'When the invoice was paid.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."invoice"."amount_total" IS 'The total amount.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."invoice"."status" IS 'The status.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."invoice"."invoice_no" IS 'The number of the invoice.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."invoice"."line_items" IS 'The lines of the invoice.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."invoice"."emails" IS 'The recipients of the invoice.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."invoice"."address_country" IS 'The payer''s country.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."invoice"."invoice_cycle" IS 'How often the invoice is sent.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."invoice"."created_at" IS 'When the record was created.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."invoice"."last_updated" IS 'When the record last changed.';
--> statement-breakpoint
CREATE VIEW planhat."opportunity" WITH (security_invoker = true) AS SELECT
  r.tenant_id AS "tenant_id",
  r.connection_id AS "connection_id",
  r.planhat_id AS "id",
  planhat.as_object(r.data->'custom') AS "custom",
  planhat.as_instant(r.data->'createdAt') AS "created_at",
  planhat.as_instant(r.data->'updatedAt') AS "updated_at",
  planhat.as_text(r.data->'externalId') AS "external_id",
  planhat.as_text(r.data->'sourceId') AS "source_id",
  planhat.as_reference(r.data->'companyId') AS "company_id",
  planhat.as_text(r.data->'companyName') AS "company_name",
  planhat.as_text(r.data->'title') AS "title",
  planhat.as_text(r.data->'status') AS "status",
  planhat.as_text(r.data->'salesStage') AS "sales_stage",
  planhat.as_list(r.data->'stageHistory') AS "stage_history",
  planhat.as_instant(r.data->'dealDate') AS "deal_date",
  planhat.as_instant(r.data->'landingDate') AS "landing_date",
  planhat.as_instant(r.data->'closeDate') AS "close_date",
  planhat.as_number(r.data->'mrr') AS "mrr",
  planhat.as_number(r.data->'arr') AS "arr",
  planhat.as_number(r.data->'nrr') AS "nrr",
  planhat.as_currency(r.data->'_currency') AS "currency",
  planhat.as_reference(r.data->'ownerId') AS "owner_id",
  planhat.as_number(r.data->'contractLength') AS "contract_length",
  planhat.as_number(r.data->'probability') AS "probability",
  r.seq AS "record_seq",
  r.changed_at AS "record_changed_at",
  r.data AS "data"
FROM public.connections c JOIN public.records r ON r.tenant_id = c.tenant_id AND r.connection_id = c.id
WHERE c.tenant_id = (SELECT app.tenant_id()) AND r.model = 'opportunity' AND r.deleted_at IS NULL;
--> statement-breakpoint
COMMENT ON COLUMN planhat."opportunity"."custom" IS 'Custom fields by their names. People choose the names, so a name may contain spaces, punctuation and emoji.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."opportunity"."created_at" IS 'When the record was created.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."opportunity"."updated_at" IS 'When the record last changed. A write that changes nothing also sets this time.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."opportunity"."external_id" IS 'The id that the customer gave the record; `extid-…` finds the record. May be empty.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."opportunity"."source_id" IS 'The id in the system from which the record was imported; `srcid-…` finds the record.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."opportunity"."company_id" IS 'The company to which the record belongs.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."opportunity"."company_name" IS 'The name of the company in `companyId`.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."opportunity"."title" IS 'The title.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."opportunity"."status" IS 'The status.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."opportunity"."sales_stage" IS 'The sales stage; the tenant defines the names of the stages.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."opportunity"."stage_history" IS 'The times at which the opportunity reached each stage.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."opportunity"."deal_date" IS 'When the deal was agreed.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."opportunity"."landing_date" IS 'When the deal is expected to be agreed.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."opportunity"."close_date" IS 'When the record was closed.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."opportunity"."mrr" IS 'Monthly revenue.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."opportunity"."arr" IS 'Yearly revenue.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."opportunity"."nrr" IS 'Non-recurring revenue.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."opportunity"."currency" IS 'The currency.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."opportunity"."owner_id" IS 'The colleague who is responsible.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."opportunity"."contract_length" IS 'The length in months; 12 if the length is not set.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."opportunity"."probability" IS 'The probability of success, in percent.';
--> statement-breakpoint
CREATE VIEW planhat."user" WITH (security_invoker = true) AS SELECT
  r.tenant_id AS "tenant_id",
  r.connection_id AS "connection_id",
  r.planhat_id AS "id",
  planhat.as_object(r.data->'custom') AS "custom",
  planhat.as_instant(r.data->'createdAt') AS "created_at",
  planhat.as_instant(r.data->'updatedAt') AS "updated_at",
  planhat.as_text(r.data->'externalId') AS "external_id",
  planhat.as_text(r.data->'email') AS "email",
  planhat.as_text(r.data->'nickName') AS "nick_name",
  planhat.as_text(r.data->'firstName') AS "first_name",
  planhat.as_text(r.data->'lastName') AS "last_name",
  planhat.as_references(r.data->'roles') AS "roles",
  planhat.as_flag(r.data->'inactive') AS "inactive",
  planhat.as_flag(r.data->'isHidden') AS "is_hidden",
  planhat.as_flag(r.data->'removed') AS "removed",
  planhat.as_object(r.data->'image') AS "image",
  planhat.as_flag(r.data->'notificationsEnabled') AS "notifications_enabled",
  planhat.as_number(r.data->'tzOffset') AS "tz_offset",
  planhat.as_references(r.data->'managers') AS "managers",
  planhat.as_references(r.data->'teams') AS "teams",
  planhat.as_list(r.data->'permissions') AS "permissions",
  planhat.as_flag(r.data->'isExposedAsSenderOption') AS "is_exposed_as_sender_option",
  planhat.as_number(r.data->'defaultMeetingLength') AS "default_meeting_length",
  planhat.as_reference(r.data->'defaultCurrencyId') AS "default_currency_id",
  planhat.as_object(r.data->'KPI') AS "kpi",
  planhat.as_instant(r.data->'createDate') AS "create_date",
  r.seq AS "record_seq",
  r.changed_at AS "record_changed_at",
  r.data AS "data"
FROM public.connections c JOIN public.records r ON r.tenant_id = c.tenant_id AND r.connection_id = c.id
WHERE c.tenant_id = (SELECT app.tenant_id()) AND r.model = 'user' AND r.deleted_at IS NULL;
--> statement-breakpoint
COMMENT ON COLUMN planhat."user"."custom" IS 'Custom fields by their names. People choose the names, so a name may contain spaces, punctuation and emoji.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."user"."created_at" IS 'When the record was created.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."user"."updated_at" IS 'When the record last changed. A write that changes nothing also sets this time.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."user"."external_id" IS 'The customer''s own id; `extid-…` finds the record.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."user"."email" IS 'Mail address.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."user"."nick_name" IS 'The name that Planhat''s screens show.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."user"."first_name" IS 'First name.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."user"."last_name" IS 'Last name.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."user"."roles" IS 'The roles of the user; an answer contains objects with a name.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."user"."inactive" IS 'Whether the user may not sign in.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."user"."is_hidden" IS 'Whether choices leave out this user.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."user"."removed" IS 'Was removed.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."user"."image" IS 'The picture of the user.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."user"."notifications_enabled" IS 'Whether the user gets notifications.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."user"."tz_offset" IS 'Minutes from UTC.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."user"."managers" IS 'The managers of the user.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."user"."teams" IS 'The teams of the user.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."user"."permissions" IS 'Permissions of this user only.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."user"."is_exposed_as_sender_option" IS 'Whether others may send mails in the name of this user.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."user"."default_meeting_length" IS 'Minutes.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."user"."default_currency_id" IS 'The currency that the user sees.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."user"."kpi" IS 'Figures of the user''s portfolio.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."user"."create_date" IS 'When the record was made.';
--> statement-breakpoint
CREATE VIEW planhat."customfield" WITH (security_invoker = true) AS SELECT
  r.tenant_id AS "tenant_id",
  r.connection_id AS "connection_id",
  r.planhat_id AS "id",
  planhat.as_object(r.data->'custom') AS "custom",
  planhat.as_instant(r.data->'createdAt') AS "created_at",
  planhat.as_instant(r.data->'updatedAt') AS "updated_at",
  planhat.as_text(r.data->'name') AS "name",
  planhat.as_text(r.data->'type') AS "type",
  planhat.as_text(r.data->'parent') AS "parent",
  planhat.as_flag(r.data->'isHidden') AS "is_hidden",
  planhat.as_flag(r.data->'isFeatured') AS "is_featured",
  planhat.as_flag(r.data->'isShared') AS "is_shared",
  planhat.as_flag(r.data->'isLocked') AS "is_locked",
  planhat.as_flag(r.data->'isMandatory') AS "is_mandatory",
  planhat.as_flag(r.data->'isFormula') AS "is_formula",
  planhat.as_flag(r.data->'treatUndefinedAsZero') AS "treat_undefined_as_zero",
  planhat.as_text(r.data->'formula') AS "formula",
  planhat.as_list(r.data->'listValues') AS "list_values",
  planhat.as_list(r.data->'filter') AS "filter",
  planhat.as_list(r.data->'formulaRefs') AS "formula_refs",
  planhat.as_text(r.data->'numberFormat') AS "number_format",
  r.seq AS "record_seq",
  r.changed_at AS "record_changed_at",
  r.data AS "data"
FROM public.connections c JOIN public.records r ON r.tenant_id = c.tenant_id AND r.connection_id = c.id
WHERE c.tenant_id = (SELECT app.tenant_id()) AND r.model = 'customfield' AND r.deleted_at IS NULL;
--> statement-breakpoint
COMMENT ON COLUMN planhat."customfield"."custom" IS 'Custom fields by their names. People choose the names, so a name may contain spaces, punctuation and emoji.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."customfield"."created_at" IS 'When the record was created.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."customfield"."updated_at" IS 'When the record last changed. A write that changes nothing also sets this time.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."customfield"."name" IS 'The name of the field, which is its key in `custom`.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."customfield"."type" IS 'The type of the values.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."customfield"."parent" IS 'The model to which the field belongs: `Company`, `EndUser` and so on.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."customfield"."is_hidden" IS 'Whether the field is hidden.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."customfield"."is_featured" IS 'Whether the field is shown first.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."customfield"."is_shared" IS 'Whether the company can see the field.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."customfield"."is_locked" IS 'Whether people cannot change the value.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."customfield"."is_mandatory" IS 'Whether the field must have a value.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."customfield"."is_formula" IS 'Computed.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."customfield"."treat_undefined_as_zero" IS 'Whether a missing value counts as 0 in the formula.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."customfield"."formula" IS 'The formula of a computed field.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."customfield"."list_values" IS 'The possible values of a list.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."customfield"."filter" IS 'The records to which the field applies.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."customfield"."formula_refs" IS 'Fields that the formula uses.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."customfield"."number_format" IS 'The format of a number.';
--> statement-breakpoint
CREATE VIEW planhat."sale" WITH (security_invoker = true) AS SELECT
  r.tenant_id AS "tenant_id",
  r.connection_id AS "connection_id",
  r.planhat_id AS "id",
  planhat.as_object(r.data->'custom') AS "custom",
  planhat.as_instant(r.data->'createdAt') AS "created_at",
  planhat.as_instant(r.data->'updatedAt') AS "updated_at",
  planhat.as_text(r.data->'externalId') AS "external_id",
  planhat.as_text(r.data->'sourceId') AS "source_id",
  planhat.as_reference(r.data->'companyId') AS "company_id",
  planhat.as_text(r.data->'companyName') AS "company_name",
  planhat.as_instant(r.data->'salesDate') AS "sales_date",
  planhat.as_number(r.data->'value') AS "value",
  planhat.as_currency(r.data->'_currency') AS "currency",
  planhat.as_text(r.data->'product') AS "product",
  r.seq AS "record_seq",
  r.changed_at AS "record_changed_at",
  r.data AS "data"
FROM public.connections c JOIN public.records r ON r.tenant_id = c.tenant_id AND r.connection_id = c.id
WHERE c.tenant_id = (SELECT app.tenant_id()) AND r.model = 'sale' AND r.deleted_at IS NULL;
--> statement-breakpoint
COMMENT ON COLUMN planhat."sale"."custom" IS 'Custom fields by their names. People choose the names, so a name may contain spaces, punctuation and emoji.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."sale"."created_at" IS 'When the record was created.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."sale"."updated_at" IS 'When the record last changed. A write that changes nothing also sets this time.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."sale"."external_id" IS 'The id that the customer gave the record; `extid-…` finds the record. May be empty.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."sale"."source_id" IS 'The id in the system from which the record was imported; `srcid-…` finds the record.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."sale"."company_id" IS 'The company to which the record belongs.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."sale"."company_name" IS 'The name of the company in `companyId`.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."sale"."sales_date" IS 'When the sale was made.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."sale"."value" IS 'The paid amount; above 0.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."sale"."currency" IS 'The currency.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."sale"."product" IS 'The sold product.';
--> statement-breakpoint
CREATE VIEW planhat."asset" WITH (security_invoker = true) AS SELECT
  r.tenant_id AS "tenant_id",
  r.connection_id AS "connection_id",
  r.planhat_id AS "id",
  planhat.as_object(r.data->'custom') AS "custom",
  planhat.as_instant(r.data->'createdAt') AS "created_at",
  planhat.as_instant(r.data->'updatedAt') AS "updated_at",
  planhat.as_text(r.data->'externalId') AS "external_id",
  planhat.as_text(r.data->'sourceId') AS "source_id",
  planhat.as_reference(r.data->'companyId') AS "company_id",
  planhat.as_text(r.data->'companyName') AS "company_name",
  planhat.as_text(r.data->'name') AS "name",
  planhat.as_text(r.data->'serialNumber') AS "serial_number",
  planhat.as_number(r.data->'value') AS "value",
  planhat.as_currency(r.data->'_currency') AS "currency",
  planhat.as_instant(r.data->'installDate') AS "install_date",
  planhat.as_text(r.data->'status') AS "status",
  planhat.as_reference(r.data->'ownerId') AS "owner_id",
  planhat.as_text(r.data->'ownerName') AS "owner_name",
  planhat.as_references(r.data->'followers') AS "followers",
  planhat.as_object(r.data->'usage') AS "usage",
  r.seq AS "record_seq",
  r.changed_at AS "record_changed_at",
  r.data AS "data"
FROM public.connections c JOIN public.records r ON r.tenant_id = c.tenant_id AND r.connection_id = c.id
WHERE c.tenant_id = (SELECT app.tenant_id()) AND r.model = 'asset' AND r.deleted_at IS NULL;
--> statement-breakpoint
COMMENT ON COLUMN planhat."asset"."custom" IS 'Custom fields by their names. People choose the names, so a name may contain spaces, punctuation and emoji.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."asset"."created_at" IS 'When the record was created.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."asset"."updated_at" IS 'When the record last changed. A write that changes nothing also sets this time.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."asset"."external_id" IS 'The id that the customer gave the record; `extid-…` finds the record. May be empty.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."asset"."source_id" IS 'The id in the system from which the record was imported; `srcid-…` finds the record.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."asset"."company_id" IS 'The company to which the record belongs.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."asset"."company_name" IS 'The name of the company in `companyId`.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."asset"."name" IS 'The name.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."asset"."serial_number" IS 'Serial number.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."asset"."value" IS 'The value of the asset.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."asset"."currency" IS 'The currency.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."asset"."install_date" IS 'When the asset was installed.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."asset"."status" IS 'The status.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."asset"."owner_id" IS 'The colleague who is responsible.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."asset"."owner_name" IS 'The name of this colleague.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."asset"."followers" IS 'Colleagues who follow the record.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."asset"."usage" IS 'Computed metrics, by the id of the metric.';
--> statement-breakpoint
CREATE VIEW planhat."campaign" WITH (security_invoker = true) AS SELECT
  r.tenant_id AS "tenant_id",
  r.connection_id AS "connection_id",
  r.planhat_id AS "id",
  planhat.as_object(r.data->'custom') AS "custom",
  planhat.as_instant(r.data->'createdAt') AS "created_at",
  planhat.as_instant(r.data->'updatedAt') AS "updated_at",
  planhat.as_text(r.data->'externalId') AS "external_id",
  planhat.as_text(r.data->'sourceId') AS "source_id",
  planhat.as_reference(r.data->'companyId') AS "company_id",
  planhat.as_text(r.data->'companyName') AS "company_name",
  planhat.as_text(r.data->'name') AS "name",
  planhat.as_text(r.data->'campaignPurpose') AS "campaign_purpose",
  r.seq AS "record_seq",
  r.changed_at AS "record_changed_at",
  r.data AS "data"
FROM public.connections c JOIN public.records r ON r.tenant_id = c.tenant_id AND r.connection_id = c.id
WHERE c.tenant_id = (SELECT app.tenant_id()) AND r.model = 'campaign' AND r.deleted_at IS NULL;
--> statement-breakpoint
COMMENT ON COLUMN planhat."campaign"."custom" IS 'Custom fields by their names. People choose the names, so a name may contain spaces, punctuation and emoji.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."campaign"."created_at" IS 'When the record was created.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."campaign"."updated_at" IS 'When the record last changed. A write that changes nothing also sets this time.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."campaign"."external_id" IS 'The id that the customer gave the record; `extid-…` finds the record. May be empty.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."campaign"."source_id" IS 'The id in the system from which the record was imported; `srcid-…` finds the record.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."campaign"."company_id" IS 'The company to which the record belongs.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."campaign"."company_name" IS 'The name of the company in `companyId`.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."campaign"."name" IS 'The name.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."campaign"."campaign_purpose" IS 'The purpose.';
--> statement-breakpoint
CREATE VIEW planhat."workspace" WITH (security_invoker = true) AS SELECT
  r.tenant_id AS "tenant_id",
  r.connection_id AS "connection_id",
  r.planhat_id AS "id",
  planhat.as_object(r.data->'custom') AS "custom",
  planhat.as_instant(r.data->'createdAt') AS "created_at",
  planhat.as_instant(r.data->'updatedAt') AS "updated_at",
  planhat.as_text(r.data->'externalId') AS "external_id",
  planhat.as_text(r.data->'sourceId') AS "source_id",
  planhat.as_reference(r.data->'companyId') AS "company_id",
  planhat.as_text(r.data->'companyName') AS "company_name",
  planhat.as_text(r.data->'name') AS "name",
  planhat.as_reference(r.data->'ownerId') AS "owner_id",
  r.seq AS "record_seq",
  r.changed_at AS "record_changed_at",
  r.data AS "data"
FROM public.connections c JOIN public.records r ON r.tenant_id = c.tenant_id AND r.connection_id = c.id
WHERE c.tenant_id = (SELECT app.tenant_id()) AND r.model = 'workspace' AND r.deleted_at IS NULL;
--> statement-breakpoint
COMMENT ON COLUMN planhat."workspace"."custom" IS 'Custom fields by their names. People choose the names, so a name may contain spaces, punctuation and emoji.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."workspace"."created_at" IS 'When the record was created.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."workspace"."updated_at" IS 'When the record last changed. A write that changes nothing also sets this time.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."workspace"."external_id" IS 'The id that the customer gave the record; `extid-…` finds the record. May be empty.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."workspace"."source_id" IS 'The id in the system from which the record was imported; `srcid-…` finds the record.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."workspace"."company_id" IS 'The company to which the record belongs.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."workspace"."company_name" IS 'The name of the company in `companyId`.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."workspace"."name" IS 'The name.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."workspace"."owner_id" IS 'The colleague who is responsible.';
--> statement-breakpoint
CREATE VIEW planhat."objective" WITH (security_invoker = true) AS SELECT
  r.tenant_id AS "tenant_id",
  r.connection_id AS "connection_id",
  r.planhat_id AS "id",
  planhat.as_object(r.data->'custom') AS "custom",
  planhat.as_instant(r.data->'createdAt') AS "created_at",
  planhat.as_instant(r.data->'updatedAt') AS "updated_at",
  planhat.as_text(r.data->'externalId') AS "external_id",
  planhat.as_text(r.data->'sourceId') AS "source_id",
  planhat.as_reference(r.data->'companyId') AS "company_id",
  planhat.as_text(r.data->'companyName') AS "company_name",
  planhat.as_text(r.data->'name') AS "name",
  planhat.as_number(r.data->'health') AS "health",
  r.seq AS "record_seq",
  r.changed_at AS "record_changed_at",
  r.data AS "data"
FROM public.connections c JOIN public.records r ON r.tenant_id = c.tenant_id AND r.connection_id = c.id
WHERE c.tenant_id = (SELECT app.tenant_id()) AND r.model = 'objective' AND r.deleted_at IS NULL;
--> statement-breakpoint
COMMENT ON COLUMN planhat."objective"."custom" IS 'Custom fields by their names. People choose the names, so a name may contain spaces, punctuation and emoji.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."objective"."created_at" IS 'When the record was created.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."objective"."updated_at" IS 'When the record last changed. A write that changes nothing also sets this time.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."objective"."external_id" IS 'The id that the customer gave the record; `extid-…` finds the record. May be empty.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."objective"."source_id" IS 'The id in the system from which the record was imported; `srcid-…` finds the record.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."objective"."company_id" IS 'The company to which the record belongs.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."objective"."company_name" IS 'The name of the company in `companyId`.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."objective"."name" IS 'The name.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."objective"."health" IS 'The health of the project.';
--> statement-breakpoint
CREATE VIEW planhat."project" WITH (security_invoker = true) AS SELECT
  r.tenant_id AS "tenant_id",
  r.connection_id AS "connection_id",
  r.planhat_id AS "id",
  planhat.as_object(r.data->'custom') AS "custom",
  planhat.as_instant(r.data->'createdAt') AS "created_at",
  planhat.as_instant(r.data->'updatedAt') AS "updated_at",
  planhat.as_text(r.data->'externalId') AS "external_id",
  planhat.as_text(r.data->'sourceId') AS "source_id",
  planhat.as_reference(r.data->'companyId') AS "company_id",
  planhat.as_text(r.data->'companyName') AS "company_name",
  planhat.as_text(r.data->'name') AS "name",
  planhat.as_currency(r.data->'currency') AS "currency",
  planhat.as_instant(r.data->'startDate') AS "start_date",
  planhat.as_instant(r.data->'endDate') AS "end_date",
  planhat.as_number(r.data->'mrr') AS "mrr",
  planhat.as_number(r.data->'arr') AS "arr",
  planhat.as_number(r.data->'nrr') AS "nrr",
  r.seq AS "record_seq",
  r.changed_at AS "record_changed_at",
  r.data AS "data"
FROM public.connections c JOIN public.records r ON r.tenant_id = c.tenant_id AND r.connection_id = c.id
WHERE c.tenant_id = (SELECT app.tenant_id()) AND r.model = 'project' AND r.deleted_at IS NULL;
--> statement-breakpoint
COMMENT ON COLUMN planhat."project"."custom" IS 'Custom fields by their names. People choose the names, so a name may contain spaces, punctuation and emoji.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."project"."created_at" IS 'When the record was created.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."project"."updated_at" IS 'When the record last changed. A write that changes nothing also sets this time.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."project"."external_id" IS 'The id that the customer gave the record; `extid-…` finds the record. May be empty.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."project"."source_id" IS 'The id in the system from which the record was imported; `srcid-…` finds the record.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."project"."company_id" IS 'The company to which the record belongs.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."project"."company_name" IS 'The name of the company in `companyId`.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."project"."name" IS 'The name.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."project"."currency" IS 'The currency.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."project"."start_date" IS 'First day.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."project"."end_date" IS 'Last day.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."project"."mrr" IS 'Monthly revenue.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."project"."arr" IS 'Yearly revenue.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."project"."nrr" IS 'Non-recurring revenue.';
--> statement-breakpoint
CREATE VIEW planhat."issue" WITH (security_invoker = true) AS SELECT
  r.tenant_id AS "tenant_id",
  r.connection_id AS "connection_id",
  r.planhat_id AS "id",
  planhat.as_object(r.data->'custom') AS "custom",
  planhat.as_instant(r.data->'createdAt') AS "created_at",
  planhat.as_instant(r.data->'updatedAt') AS "updated_at",
  planhat.as_text(r.data->'sourceId') AS "source_id",
  planhat.as_text(r.data->'title') AS "title",
  planhat.as_text(r.data->'description') AS "description",
  planhat.as_references(r.data->'companyIds') AS "company_ids",
  planhat.as_list(r.data->'companies') AS "companies",
  planhat.as_references(r.data->'enduserIds') AS "enduser_ids",
  planhat.as_list(r.data->'endusers') AS "endusers",
  planhat.as_references(r.data->'conversationIds') AS "conversation_ids",
  planhat.as_text(r.data->'source') AS "source",
  planhat.as_text(r.data->'sourceUrl') AS "source_url",
  planhat.as_text(r.data->'priority') AS "priority",
  planhat.as_text(r.data->'status') AS "status",
  planhat.as_flag(r.data->'archived') AS "archived",
  planhat.as_number(r.data->'mrrCombined') AS "mrr_combined",
  planhat.as_number(r.data->'arrCombined') AS "arr_combined",
  planhat.as_list(r.data->'companyMatchingValue') AS "company_matching_value",
  planhat.as_references(r.data->'followers') AS "followers",
  r.seq AS "record_seq",
  r.changed_at AS "record_changed_at",
  r.data AS "data"
FROM public.connections c JOIN public.records r ON r.tenant_id = c.tenant_id AND r.connection_id = c.id
WHERE c.tenant_id = (SELECT app.tenant_id()) AND r.model = 'issue' AND r.deleted_at IS NULL;
--> statement-breakpoint
COMMENT ON COLUMN planhat."issue"."custom" IS 'Custom fields by their names. People choose the names, so a name may contain spaces, punctuation and emoji.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."issue"."created_at" IS 'When the record was created.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."issue"."updated_at" IS 'When the record last changed. A write that changes nothing also sets this time.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."issue"."source_id" IS 'The id in the system from which the record was imported; `srcid-…` finds the record.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."issue"."title" IS 'The title of the issue.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."issue"."description" IS 'Free text.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."issue"."company_ids" IS 'Companies that have the issue.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."issue"."companies" IS 'The names of these companies.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."issue"."enduser_ids" IS 'People who have the issue.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."issue"."endusers" IS 'The names of these people.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."issue"."conversation_ids" IS 'Conversations about the issue.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."issue"."source" IS 'The system from which the issue was imported.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."issue"."source_url" IS 'The address of the issue''s page in that system.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."issue"."priority" IS 'The priority.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."issue"."status" IS 'The status.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."issue"."archived" IS 'Whether the record is archived.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."issue"."mrr_combined" IS 'Monthly revenue of all companies with the issue.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."issue"."arr_combined" IS 'Yearly revenue of all companies with the issue.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."issue"."company_matching_value" IS 'The values by which Planhat found the companies.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."issue"."followers" IS 'Colleagues who follow the record.';
--> statement-breakpoint
CREATE VIEW planhat."workflow" WITH (security_invoker = true) AS SELECT
  r.tenant_id AS "tenant_id",
  r.connection_id AS "connection_id",
  r.planhat_id AS "id",
  planhat.as_object(r.data->'custom') AS "custom",
  planhat.as_instant(r.data->'createdAt') AS "created_at",
  planhat.as_instant(r.data->'updatedAt') AS "updated_at",
  planhat.as_reference(r.data->'companyId') AS "company_id",
  planhat.as_text(r.data->'companyName') AS "company_name",
  planhat.as_text(r.data->'name') AS "name",
  planhat.as_text(r.data->'type') AS "type",
  planhat.as_text(r.data->'status') AS "status",
  planhat.as_reference(r.data->'owner') AS "owner",
  planhat.as_reference(r.data->'targetId') AS "target_id",
  planhat.as_text(r.data->'targetModel') AS "target_model",
  planhat.as_text(r.data->'targetName') AS "target_name",
  planhat.as_reference(r.data->'templateId') AS "template_id",
  planhat.as_instant(r.data->'startDate') AS "start_date",
  planhat.as_instant(r.data->'nextStartTime') AS "next_start_time",
  planhat.as_instant(r.data->'expectedEndDate') AS "expected_end_date",
  planhat.as_number(r.data->'expectedDays') AS "expected_days",
  planhat.as_number(r.data->'actualDays') AS "actual_days",
  planhat.as_number(r.data->'percentDone') AS "percent_done",
  planhat.as_number(r.data->'openRate') AS "open_rate",
  planhat.as_number(r.data->'clickRate') AS "click_rate",
  planhat.as_number(r.data->'replyRate') AS "reply_rate",
  planhat.as_number(r.data->'bounceRate') AS "bounce_rate",
  planhat.as_flag(r.data->'isArchived') AS "is_archived",
  planhat.as_instant(r.data->'archiveDate') AS "archive_date",
  planhat.as_text(r.data->'endUserEmail') AS "end_user_email",
  r.seq AS "record_seq",
  r.changed_at AS "record_changed_at",
  r.data AS "data"
FROM public.connections c JOIN public.records r ON r.tenant_id = c.tenant_id AND r.connection_id = c.id
WHERE c.tenant_id = (SELECT app.tenant_id()) AND r.model = 'workflow' AND r.deleted_at IS NULL;
--> statement-breakpoint
COMMENT ON COLUMN planhat."workflow"."custom" IS 'Custom fields by their names. People choose the names, so a name may contain spaces, punctuation and emoji.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."workflow"."created_at" IS 'When the record was created.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."workflow"."updated_at" IS 'When the record last changed. A write that changes nothing also sets this time.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."workflow"."company_id" IS 'The company for which the workflow runs.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."workflow"."company_name" IS 'The name of the company in `companyId`.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."workflow"."name" IS 'The name.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."workflow"."type" IS 'The type.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."workflow"."status" IS 'The status.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."workflow"."owner" IS 'The colleague who is responsible.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."workflow"."target_id" IS 'The record on which the workflow runs.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."workflow"."target_model" IS 'The model of this record.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."workflow"."target_name" IS 'The name of this record.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."workflow"."template_id" IS 'The template from which the workflow was created.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."workflow"."start_date" IS 'First day.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."workflow"."next_start_time" IS 'When the next step begins.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."workflow"."expected_end_date" IS 'The expected end.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."workflow"."expected_days" IS 'The expected number of days.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."workflow"."actual_days" IS 'The actual number of days.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."workflow"."percent_done" IS 'The completed part, in percent.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."workflow"."open_rate" IS 'Mails opened.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."workflow"."click_rate" IS 'Mails clicked.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."workflow"."reply_rate" IS 'Mails answered.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."workflow"."bounce_rate" IS 'Mails returned.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."workflow"."is_archived" IS 'Whether the record is archived.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."workflow"."archive_date" IS 'When the workflow was archived.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."workflow"."end_user_email" IS 'The recipients of the workflow''s mails.';
--> statement-breakpoint
CREATE VIEW planhat."timeentry" WITH (security_invoker = true) AS SELECT
  r.tenant_id AS "tenant_id",
  r.connection_id AS "connection_id",
  r.planhat_id AS "id",
  planhat.as_object(r.data->'custom') AS "custom",
  planhat.as_instant(r.data->'createdAt') AS "created_at",
  planhat.as_instant(r.data->'updatedAt') AS "updated_at",
  planhat.as_instant(r.data->'date') AS "date",
  planhat.as_number(r.data->'hours') AS "hours",
  planhat.as_reference(r.data->'companyId') AS "company_id",
  planhat.as_flag(r.data->'isTimeOff') AS "is_time_off",
  planhat.as_text(r.data->'description') AS "description",
  planhat.as_flag(r.data->'isBillable') AS "is_billable",
  planhat.as_text(r.data->'billingCode') AS "billing_code",
  planhat.as_currency(r.data->'currency') AS "currency",
  planhat.as_number(r.data->'billableRate') AS "billable_rate",
  planhat.as_number(r.data->'totalBilled') AS "total_billed",
  planhat.as_number(r.data->'costRate') AS "cost_rate",
  planhat.as_number(r.data->'totalCost') AS "total_cost",
  planhat.as_text(r.data->'timesheetStatus') AS "timesheet_status",
  planhat.as_reference(r.data->'timesheetId') AS "timesheet_id",
  r.seq AS "record_seq",
  r.changed_at AS "record_changed_at",
  r.data AS "data"
FROM public.connections c JOIN public.records r ON r.tenant_id = c.tenant_id AND r.connection_id = c.id
WHERE c.tenant_id = (SELECT app.tenant_id()) AND r.model = 'timeentry' AND r.deleted_at IS NULL;
--> statement-breakpoint
COMMENT ON COLUMN planhat."timeentry"."custom" IS 'Custom fields by their names. People choose the names, so a name may contain spaces, punctuation and emoji.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."timeentry"."created_at" IS 'When the record was created.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."timeentry"."updated_at" IS 'When the record last changed. A write that changes nothing also sets this time.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."timeentry"."date" IS 'The day.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."timeentry"."hours" IS '0.1 to 24.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."timeentry"."company_id" IS 'The company for which the work was done.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."timeentry"."is_time_off" IS 'Whether the time is absence and not work.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."timeentry"."description" IS 'A description of the work.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."timeentry"."is_billable" IS 'Whether the work can be charged to the customer.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."timeentry"."billing_code" IS 'The billing code of the work.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."timeentry"."currency" IS 'The currency.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."timeentry"."billable_rate" IS 'Price of an hour.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."timeentry"."total_billed" IS 'Price in all.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."timeentry"."cost_rate" IS 'Cost of an hour.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."timeentry"."total_cost" IS 'Cost in all.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."timeentry"."timesheet_status" IS 'The status of the timesheet.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."timeentry"."timesheet_id" IS 'The timesheet of the time entry.';
--> statement-breakpoint
CREATE VIEW planhat."timesheet" WITH (security_invoker = true) AS SELECT
  r.tenant_id AS "tenant_id",
  r.connection_id AS "connection_id",
  r.planhat_id AS "id",
  planhat.as_object(r.data->'custom') AS "custom",
  planhat.as_instant(r.data->'createdAt') AS "created_at",
  planhat.as_instant(r.data->'updatedAt') AS "updated_at",
  planhat.as_text(r.data->'status') AS "status",
  planhat.as_references(r.data->'timeEntries') AS "time_entries",
  planhat.as_day(r.data->'dateFrom') AS "date_from",
  planhat.as_day(r.data->'dateTo') AS "date_to",
  planhat.as_text(r.data->'assignedModel') AS "assigned_model",
  planhat.as_reference(r.data->'assignedId') AS "assigned_id",
  planhat.as_reference(r.data->'approvedBy') AS "approved_by",
  planhat.as_instant(r.data->'dateOfApproval') AS "date_of_approval",
  r.seq AS "record_seq",
  r.changed_at AS "record_changed_at",
  r.data AS "data"
FROM public.connections c JOIN public.records r ON r.tenant_id = c.tenant_id AND r.connection_id = c.id
WHERE c.tenant_id = (SELECT app.tenant_id()) AND r.model = 'timesheet' AND r.deleted_at IS NULL;
--> statement-breakpoint
COMMENT ON COLUMN planhat."timesheet"."custom" IS 'Custom fields by their names. People choose the names, so a name may contain spaces, punctuation and emoji.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."timesheet"."created_at" IS 'When the record was created.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."timesheet"."updated_at" IS 'When the record last changed. A write that changes nothing also sets this time.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."timesheet"."status" IS 'The status.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."timesheet"."time_entries" IS 'The time entries of the timesheet.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."timesheet"."date_from" IS 'First day.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."timesheet"."date_to" IS 'Last day.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."timesheet"."assigned_model" IS '`User`.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."timesheet"."assigned_id" IS 'The colleague to whom the timesheet belongs.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."timesheet"."approved_by" IS 'The colleague who approved the timesheet.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."timesheet"."date_of_approval" IS 'When the timesheet was approved.';
--> statement-breakpoint
CREATE VIEW planhat."deal" WITH (security_invoker = true) AS SELECT
  r.tenant_id AS "tenant_id",
  r.connection_id AS "connection_id",
  r.planhat_id AS "id",
  planhat.as_object(r.data->'custom') AS "custom",
  planhat.as_instant(r.data->'createdAt') AS "created_at",
  planhat.as_instant(r.data->'updatedAt') AS "updated_at",
  planhat.as_text(r.data->'externalId') AS "external_id",
  planhat.as_text(r.data->'sourceId') AS "source_id",
  planhat.as_reference(r.data->'companyId') AS "company_id",
  planhat.as_text(r.data->'companyName') AS "company_name",
  planhat.as_text(r.data->'name') AS "name",
  planhat.as_text(r.data->'stage') AS "stage",
  planhat.as_reference(r.data->'owner') AS "owner",
  planhat.as_references(r.data->'followers') AS "followers",
  planhat.as_number(r.data->'mrr') AS "mrr",
  planhat.as_number(r.data->'arr') AS "arr",
  planhat.as_currency(r.data->'currency') AS "currency",
  planhat.as_instant(r.data->'fromDate') AS "from_date",
  planhat.as_instant(r.data->'toDate') AS "to_date",
  planhat.as_instant(r.data->'closeDate') AS "close_date",
  planhat.as_instant(r.data->'renewalDate') AS "renewal_date",
  r.seq AS "record_seq",
  r.changed_at AS "record_changed_at",
  r.data AS "data"
FROM public.connections c JOIN public.records r ON r.tenant_id = c.tenant_id AND r.connection_id = c.id
WHERE c.tenant_id = (SELECT app.tenant_id()) AND r.model = 'deal' AND r.deleted_at IS NULL;
--> statement-breakpoint
COMMENT ON COLUMN planhat."deal"."custom" IS 'Custom fields by their names. People choose the names, so a name may contain spaces, punctuation and emoji.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."deal"."created_at" IS 'When the record was created.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."deal"."updated_at" IS 'When the record last changed. A write that changes nothing also sets this time.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."deal"."external_id" IS 'The id that the customer gave the record; `extid-…` finds the record. May be empty.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."deal"."source_id" IS 'The id in the system from which the record was imported; `srcid-…` finds the record.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."deal"."company_id" IS 'The company to which the record belongs.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."deal"."company_name" IS 'The name of the company in `companyId`.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."deal"."name" IS 'The title.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."deal"."stage" IS 'The stage: Closed Won, Closed Lost, or a stage that the tenant defines.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."deal"."owner" IS 'The colleague who is responsible.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."deal"."followers" IS 'Colleagues who follow the record.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."deal"."mrr" IS 'Monthly revenue.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."deal"."arr" IS 'Yearly revenue.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."deal"."currency" IS 'The currency.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."deal"."from_date" IS 'First day of the deal''s line items.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."deal"."to_date" IS 'Last day of the deal''s line items.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."deal"."close_date" IS 'When the record was closed.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."deal"."renewal_date" IS 'When the record renews.';
--> statement-breakpoint
CREATE VIEW planhat."lineitem" WITH (security_invoker = true) AS SELECT
  r.tenant_id AS "tenant_id",
  r.connection_id AS "connection_id",
  r.planhat_id AS "id",
  planhat.as_object(r.data->'custom') AS "custom",
  planhat.as_instant(r.data->'createdAt') AS "created_at",
  planhat.as_instant(r.data->'updatedAt') AS "updated_at",
  planhat.as_text(r.data->'externalId') AS "external_id",
  planhat.as_text(r.data->'sourceId') AS "source_id",
  planhat.as_reference(r.data->'dealId') AS "deal_id",
  planhat.as_reference(r.data->'productId') AS "product_id",
  planhat.as_text(r.data->'type') AS "type",
  planhat.as_flag(r.data->'fixedPeriod') AS "fixed_period",
  planhat.as_instant(r.data->'fromDate') AS "from_date",
  planhat.as_instant(r.data->'toDate') AS "to_date",
  planhat.as_number(r.data->'length') AS "length",
  planhat.as_number(r.data->'mrr') AS "mrr",
  planhat.as_number(r.data->'arr') AS "arr",
  planhat.as_number(r.data->'value') AS "value",
  planhat.as_text(r.data->'status') AS "status",
  r.seq AS "record_seq",
  r.changed_at AS "record_changed_at",
  r.data AS "data"
FROM public.connections c JOIN public.records r ON r.tenant_id = c.tenant_id AND r.connection_id = c.id
WHERE c.tenant_id = (SELECT app.tenant_id()) AND r.model = 'lineitem' AND r.deleted_at IS NULL;
--> statement-breakpoint
COMMENT ON COLUMN planhat."lineitem"."custom" IS 'Custom fields by their names. People choose the names, so a name may contain spaces, punctuation and emoji.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."lineitem"."created_at" IS 'When the record was created.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."lineitem"."updated_at" IS 'When the record last changed. A write that changes nothing also sets this time.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."lineitem"."external_id" IS 'The id that the customer gave the record; `extid-…` finds the record. May be empty.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."lineitem"."source_id" IS 'The id in the system from which the record was imported; `srcid-…` finds the record.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."lineitem"."deal_id" IS 'The deal to which the line item belongs.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."lineitem"."product_id" IS 'The product. Planhat takes missing values from this product.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."lineitem"."type" IS 'Whether the price is paid regularly or once.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."lineitem"."fixed_period" IS 'Whether the license ends unless somebody renews it.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."lineitem"."from_date" IS 'First day.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."lineitem"."to_date" IS 'Last day.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."lineitem"."length" IS 'The length in months.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."lineitem"."mrr" IS 'Monthly revenue.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."lineitem"."arr" IS 'Yearly revenue.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."lineitem"."value" IS 'Value of the whole period.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."lineitem"."status" IS 'The result of the renewal.';
--> statement-breakpoint
CREATE VIEW planhat."product" WITH (security_invoker = true) AS SELECT
  r.tenant_id AS "tenant_id",
  r.connection_id AS "connection_id",
  r.planhat_id AS "id",
  planhat.as_object(r.data->'custom') AS "custom",
  planhat.as_instant(r.data->'createdAt') AS "created_at",
  planhat.as_instant(r.data->'updatedAt') AS "updated_at",
  planhat.as_text(r.data->'externalId') AS "external_id",
  planhat.as_text(r.data->'sourceId') AS "source_id",
  planhat.as_text(r.data->'name') AS "name",
  planhat.as_text(r.data->'type') AS "type",
  planhat.as_number(r.data->'mrr') AS "mrr",
  planhat.as_number(r.data->'arr') AS "arr",
  planhat.as_number(r.data->'value') AS "value",
  planhat.as_currency(r.data->'currency') AS "currency",
  planhat.as_flag(r.data->'fixedPeriod') AS "fixed_period",
  planhat.as_flag(r.data->'autoRenews') AS "auto_renews",
  planhat.as_number(r.data->'length') AS "length",
  planhat.as_number(r.data->'renewalMrr') AS "renewal_mrr",
  planhat.as_number(r.data->'renewalArr') AS "renewal_arr",
  planhat.as_number(r.data->'renewalPeriod') AS "renewal_period",
  planhat.as_number(r.data->'noticePeriod') AS "notice_period",
  planhat.as_text(r.data->'noticeUnit') AS "notice_unit",
  planhat.as_list(r.data->'packages') AS "packages",
  planhat.as_text(r.data->'color') AS "color",
  r.seq AS "record_seq",
  r.changed_at AS "record_changed_at",
  r.data AS "data"
FROM public.connections c JOIN public.records r ON r.tenant_id = c.tenant_id AND r.connection_id = c.id
WHERE c.tenant_id = (SELECT app.tenant_id()) AND r.model = 'product' AND r.deleted_at IS NULL;
--> statement-breakpoint
COMMENT ON COLUMN planhat."product"."custom" IS 'Custom fields by their names. People choose the names, so a name may contain spaces, punctuation and emoji.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."product"."created_at" IS 'When the record was created.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."product"."updated_at" IS 'When the record last changed. A write that changes nothing also sets this time.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."product"."external_id" IS 'The id that the customer gave the record; `extid-…` finds the record. May be empty.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."product"."source_id" IS 'The id in the system from which the record was imported; `srcid-…` finds the record.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."product"."name" IS 'The name.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."product"."type" IS 'Whether the price is paid regularly or once.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."product"."mrr" IS 'Monthly price.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."product"."arr" IS 'Yearly price.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."product"."value" IS 'Price of the whole period.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."product"."currency" IS 'The currency.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."product"."fixed_period" IS 'Whether the license ends unless somebody renews it.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."product"."auto_renews" IS 'Whether the record renews automatically.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."product"."length" IS 'The length in months.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."product"."renewal_mrr" IS 'Monthly price after renewal.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."product"."renewal_arr" IS 'Yearly price after renewal.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."product"."renewal_period" IS 'The length of a renewal.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."product"."notice_period" IS 'The notice period before the end.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."product"."notice_unit" IS 'The unit of `noticePeriod`.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."product"."packages" IS 'Packages that contain the product.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."product"."color" IS 'The colour that Planhat''s screens show.';
--> statement-breakpoint
CREATE VIEW planhat."dimensiondata" WITH (security_invoker = true) AS SELECT
  r.tenant_id AS "tenant_id",
  r.connection_id AS "connection_id",
  r.planhat_id AS "id",
  planhat.as_text(r.data->'dimensionId') AS "dimension_id",
  planhat.as_instant(r.data->'time') AS "time",
  planhat.as_number(r.data->'value') AS "value",
  planhat.as_text(r.data->'model') AS "model",
  planhat.as_reference(r.data->'parentId') AS "parent_id",
  planhat.as_reference(r.data->'companyId') AS "company_id",
  planhat.as_text(r.data->'companyName') AS "company_name",
  r.seq AS "record_seq",
  r.changed_at AS "record_changed_at",
  r.data AS "data"
FROM public.connections c JOIN public.records r ON r.tenant_id = c.tenant_id AND r.connection_id = c.id
WHERE c.tenant_id = (SELECT app.tenant_id()) AND r.model = 'dimensiondata' AND r.deleted_at IS NULL;
--> statement-breakpoint
COMMENT ON COLUMN planhat."dimensiondata"."dimension_id" IS 'The id of the metric.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."dimensiondata"."time" IS 'The day of the measurement.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."dimensiondata"."value" IS 'The value.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."dimensiondata"."model" IS 'The model of the measured record.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."dimensiondata"."parent_id" IS 'The measured record.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."dimensiondata"."company_id" IS 'The company of this record.';
--> statement-breakpoint
COMMENT ON COLUMN planhat."dimensiondata"."company_name" IS 'The name of the company in `companyId`.';
--> statement-breakpoint
GRANT USAGE ON SCHEMA planhat TO churned_reader, churned_api, churned_worker;
--> statement-breakpoint
GRANT SELECT ON ALL TABLES IN SCHEMA planhat TO churned_reader, churned_api, churned_worker;

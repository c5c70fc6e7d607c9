-- What the migrations add up to, for reading. Written by `make schema`; nothing runs it.

CREATE FUNCTION public.case_gives_to_deadlines() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE deadlines SET team_id = NEW.team_id, owner_id = NEW.owner_id, nation = NEW.nation, case_open = NEW.closed_on IS NULL
        WHERE case_id = NEW.id;
    RETURN NULL;
END $$;

CREATE FUNCTION public.deadline_takes_from_case() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    SELECT c.team_id, c.owner_id, c.nation, c.closed_on IS NULL
        INTO NEW.team_id, NEW.owner_id, NEW.nation, NEW.case_open
        FROM cases c WHERE c.id = NEW.case_id;
    RETURN NEW;
END $$;

CREATE FUNCTION public.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION public.refuse_published_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'a published row of % is never changed', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION public.restrict_role(role_name text) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    t record;
BEGIN
    PERFORM pg_advisory_xact_lock(1852992884); -- copies that start together take turns
    EXECUTE format('GRANT USAGE ON SCHEMA public TO %I', role_name);
    FOR t IN
        SELECT c.oid::regclass AS name, c.relname,
            bool_or(COALESCE(g.tgtype & 16 > 0, false)) AS no_update, bool_or(COALESCE(g.tgtype & 8 > 0, false)) AS no_delete
        FROM pg_class c
        LEFT JOIN pg_trigger g ON g.tgrelid = c.oid AND g.tgfoid = 'refuse_change'::regproc AND g.tgattr = '' AND g.tgqual IS NULL
        WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
        GROUP BY c.oid, c.relname
    LOOP
        EXECUTE format('REVOKE ALL ON %s FROM %I', t.name, role_name);
        EXECUTE format('GRANT SELECT ON %s TO %I', t.name, role_name);
        CONTINUE WHEN t.relname = 'goose_db_version';
        EXECUTE format('GRANT INSERT ON %s TO %I', t.name, role_name);
        IF NOT t.no_update THEN EXECUTE format('GRANT UPDATE ON %s TO %I', t.name, role_name); END IF;
        IF NOT t.no_delete THEN EXECUTE format('GRANT DELETE ON %s TO %I', t.name, role_name); END IF;
    END LOOP;
    EXECUTE format('GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO %I', role_name);
END $$;

CREATE TABLE public.age_assessments (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    case_id uuid NOT NULL,
    band_before text NOT NULL,
    band text NOT NULL,
    assessed_on date NOT NULL,
    details_sealed bytea NOT NULL,
    recorded_by uuid NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT age_assessments_band_check CHECK ((band = ANY (ARRAY['adult'::text, 'child'::text])))
);

COMMENT ON COLUMN public.age_assessments.details_sealed IS 'Who assessed, what it rests on, the date of birth.';

CREATE TABLE public.audit_entries (
    chain_id uuid NOT NULL,
    seq bigint NOT NULL,
    organisation_id uuid NOT NULL,
    format smallint NOT NULL,
    at timestamp with time zone NOT NULL,
    actor_id text NOT NULL,
    session_id text NOT NULL,
    action text NOT NULL,
    subject text NOT NULL,
    detail jsonb NOT NULL,
    prev_hash bytea NOT NULL,
    hash bytea NOT NULL,
    address text DEFAULT ''::text NOT NULL,
    reason text DEFAULT ''::text NOT NULL
);

COMMENT ON COLUMN public.audit_entries.address IS 'Keyed digest of the address the request came from: equal addresses are equal, none can be read.';

COMMENT ON COLUMN public.audit_entries.reason IS 'The row that holds the reason that was asked for, as table/id.';

CREATE TABLE public.audit_finding_steps (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    finding_id uuid NOT NULL,
    step text NOT NULL,
    text_sealed bytea NOT NULL,
    due_on date,
    taken_by uuid NOT NULL,
    taken_at timestamp with time zone NOT NULL,
    CONSTRAINT audit_finding_steps_step_check CHECK ((step = ANY (ARRAY['reply'::text, 'return'::text, 'close'::text])))
);

COMMENT ON COLUMN public.audit_finding_steps.due_on IS 'Of a return: by when the next reply is due.';

CREATE TABLE public.audit_findings (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    number integer NOT NULL,
    record_id uuid NOT NULL,
    team_id uuid NOT NULL,
    check_id text NOT NULL,
    severity text NOT NULL,
    text_sealed bytea NOT NULL,
    due_on date NOT NULL,
    state text NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    raised_by uuid NOT NULL,
    raised_at timestamp with time zone NOT NULL,
    CONSTRAINT audit_findings_severity_check CHECK ((severity = ANY (ARRAY['minor'::text, 'serious'::text, 'critical'::text]))),
    CONSTRAINT audit_findings_state_check CHECK ((state = ANY (ARRAY['open'::text, 'replied'::text, 'closed'::text])))
);

CREATE TABLE public.audit_heads (
    chain_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    seq bigint NOT NULL,
    hash bytea NOT NULL
);

CREATE TABLE public.audit_leaves (
    log_index bigint NOT NULL,
    chain_id uuid NOT NULL,
    seq bigint NOT NULL,
    hash bytea NOT NULL
);

CREATE TABLE public.audit_nodes (
    level smallint NOT NULL,
    place bigint NOT NULL,
    hash bytea NOT NULL
);

CREATE TABLE public.audit_sample_items (
    sample_id uuid NOT NULL,
    "position" integer NOT NULL,
    organisation_id uuid NOT NULL,
    record_id uuid NOT NULL,
    stratum text NOT NULL,
    risks text[] NOT NULL
);

CREATE TABLE public.audit_samples (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    number integer NOT NULL,
    kind text NOT NULL,
    seed bigint NOT NULL,
    size integer NOT NULL,
    population integer NOT NULL,
    recorded_from date NOT NULL,
    recorded_to date NOT NULL,
    team_id uuid,
    grouped_by text NOT NULL,
    confidence integer NOT NULL,
    error_percent numeric(4,1) NOT NULL,
    drawn_by uuid NOT NULL,
    drawn_at timestamp with time zone NOT NULL,
    CONSTRAINT audit_samples_grouped_by_check CHECK ((grouped_by = ANY (ARRAY[''::text, 'team'::text, 'language'::text, 'worker'::text]))),
    CONSTRAINT audit_samples_kind_check CHECK ((kind = ANY (ARRAY['random'::text, 'risk'::text])))
);

COMMENT ON COLUMN public.audit_samples.confidence IS 'In percent, with the error in percent; both 0 when the auditor chose the size.';

CREATE TABLE public.audit_seal_mails (
    user_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    size bigint NOT NULL,
    claimed_at timestamp with time zone NOT NULL,
    sent_at timestamp with time zone
);

CREATE TABLE public.audit_seals (
    size bigint NOT NULL,
    sealed_at timestamp with time zone NOT NULL,
    note text NOT NULL
);

CREATE TABLE public.audit_sign_offs (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    number integer NOT NULL,
    period_from date NOT NULL,
    period_to date NOT NULL,
    statement_sealed bytea NOT NULL,
    report jsonb NOT NULL,
    signed_by uuid NOT NULL,
    signed_at timestamp with time zone NOT NULL,
    CONSTRAINT audit_sign_offs_check CHECK ((period_from <= period_to))
);

CREATE TABLE public.audit_unsealed (
    chain_id uuid NOT NULL,
    seq bigint NOT NULL,
    organisation_id uuid NOT NULL
);

CREATE TABLE public.book_changes (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    rules_version text NOT NULL,
    calendar_version text NOT NULL,
    reason text NOT NULL,
    applied_by text NOT NULL,
    applied_at timestamp with time zone NOT NULL
);

COMMENT ON COLUMN public.book_changes.applied_by IS 'The user, or nobody when the program itself did it.';

CREATE TABLE public.book_moves (
    rehearsal_id uuid NOT NULL,
    number integer NOT NULL,
    organisation_id uuid NOT NULL,
    case_id uuid NOT NULL,
    label text NOT NULL,
    from_on date,
    to_on date,
    over boolean NOT NULL,
    late boolean NOT NULL
);

COMMENT ON COLUMN public.book_moves.from_on IS 'None when the date is new; to_on none when it no longer runs.';

COMMENT ON COLUMN public.book_moves.over IS 'The date ran neither before nor after.';

COMMENT ON COLUMN public.book_moves.late IS 'A limit that has passed on the new date and had not on the old one.';

CREATE TABLE public.book_rehearsals (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    rules_version text NOT NULL,
    calendar_version text NOT NULL,
    from_rules_version text NOT NULL,
    from_calendar_version text NOT NULL,
    open_cases integer NOT NULL,
    moved_cases integer NOT NULL,
    moved_dates integer NOT NULL,
    late_dates integer NOT NULL,
    rehearsed_by text NOT NULL,
    rehearsed_at timestamp with time zone NOT NULL,
    taken_at timestamp with time zone
);

COMMENT ON COLUMN public.book_rehearsals.rehearsed_by IS 'The user, or nobody when the program itself did it.';

COMMENT ON COLUMN public.book_rehearsals.taken_at IS 'When the book was taken into use; the counts and moves are then what really happened. The book_changes row has the same id.';

CREATE TABLE public.calendar_feeds (
    user_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    key_hash bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_read_at timestamp with time zone
);

CREATE TABLE public.case_bars (
    user_id uuid NOT NULL,
    case_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    restriction_id uuid NOT NULL
);

CREATE TABLE public.case_events (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    case_id uuid NOT NULL,
    kind text NOT NULL,
    happened_on date NOT NULL,
    known_from date,
    note_sealed bytea NOT NULL,
    evidence_sealed bytea NOT NULL,
    recorded_by uuid NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    about uuid
);

COMMENT ON COLUMN public.case_events.known_from IS 'The date of the letter, when it gives a day that lies ahead.';

COMMENT ON COLUMN public.case_events.evidence_sealed IS 'Where the letter or the message that shows it is kept.';

COMMENT ON COLUMN public.case_events.about IS 'The event this one answers, where it answers one alone.';

CREATE TABLE public.case_merges (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    case_id uuid NOT NULL,
    kept_case_id uuid NOT NULL,
    parted boolean NOT NULL,
    was_closed boolean NOT NULL,
    reason_sealed bytea NOT NULL,
    recorded_by uuid NOT NULL,
    recorded_at timestamp with time zone NOT NULL
);

COMMENT ON COLUMN public.case_merges.parted IS 'The merging was taken back.';

COMMENT ON COLUMN public.case_merges.was_closed IS 'The case was closed already when it was merged, and stays so when they are parted.';

CREATE TABLE public.case_restrictions (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    case_id uuid NOT NULL,
    user_id uuid NOT NULL,
    lifted boolean NOT NULL,
    reason_sealed bytea NOT NULL,
    recorded_by uuid NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT case_restrictions_check CHECK ((user_id <> recorded_by))
);

CREATE TABLE public.cases (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    team_id uuid NOT NULL,
    owner_id uuid NOT NULL,
    reference text NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    state text NOT NULL,
    state_since timestamp with time zone NOT NULL,
    nation text NOT NULL,
    age_band text NOT NULL,
    consent_status text NOT NULL,
    submitted_on date,
    home_office_reference_sealed bytea,
    home_office_reference_hash bigint,
    next_due_on date,
    next_due_rule text,
    next_due_is_limit boolean DEFAULT false NOT NULL,
    closed_on date,
    closed_from text,
    created_at timestamp with time zone NOT NULL,
    kept_state text,
    consent_ends_on date,
    merged_into uuid,
    closed_why text,
    CONSTRAINT cases_age_band_check CHECK ((age_band = ANY (ARRAY['adult'::text, 'child'::text, 'age_unsure'::text]))),
    CONSTRAINT cases_check CHECK (((merged_into IS NULL) OR ((merged_into <> id) AND (closed_on IS NOT NULL)))),
    CONSTRAINT cases_nation_check CHECK ((nation = ANY (ARRAY['england'::text, 'wales'::text, 'scotland'::text, 'northern_ireland'::text])))
);

COMMENT ON COLUMN public.cases.next_due_on IS 'The first open date on the case, kept here so the worklist needs no join.';

COMMENT ON COLUMN public.cases.next_due_is_limit IS 'Passing the date is a breach; other dates only mark the end of a period.';

COMMENT ON COLUMN public.cases.closed_from IS 'The state before closing, to which reopening leads.';

COMMENT ON COLUMN public.cases.kept_state IS 'Where the case stood when the client turned 18 or was found to be an adult; it waits in consent_pending for their own answer.';

COMMENT ON COLUMN public.cases.consent_ends_on IS 'Last day of the consent that holds, for the status in lists; what may be shared is always read from the records.';

COMMENT ON COLUMN public.cases.closed_why IS 'Why it was closed, as a word that can be counted; the sentences are in its notes.';

CREATE TABLE public.chronology_entries (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    case_id uuid NOT NULL,
    entry_sealed bytea NOT NULL,
    struck boolean NOT NULL,
    replaces uuid,
    written_by uuid NOT NULL,
    written_at timestamp with time zone NOT NULL,
    CONSTRAINT chronology_entries_check CHECK (((replaces IS NOT NULL) OR (NOT struck)))
);

COMMENT ON COLUMN public.chronology_entries.struck IS 'The entry it replaces is taken out of the account.';

CREATE TABLE public.client_contact_results (
    contact_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    result text NOT NULL,
    note_sealed bytea NOT NULL,
    recorded_by uuid NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT client_contact_results_result_check CHECK ((result = ANY (ARRAY['reached'::text, 'not_reached'::text, 'message_left'::text, 'somebody_else'::text, 'code_word_wrong'::text, 'sent'::text, 'came_back'::text, 'not_made'::text])))
);

CREATE TABLE public.client_contacts (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    case_id uuid NOT NULL,
    number integer NOT NULL,
    channel text NOT NULL,
    purpose text NOT NULL,
    level text NOT NULL,
    findings text[] NOT NULL,
    details_sealed bytea NOT NULL,
    judged_by uuid NOT NULL,
    judged_at timestamp with time zone NOT NULL,
    CONSTRAINT client_contacts_channel_check CHECK ((channel = ANY (ARRAY['phone'::text, 'text'::text, 'email'::text, 'post'::text, 'worker'::text]))),
    CONSTRAINT client_contacts_level_check CHECK ((level = ANY (ARRAY['allowed'::text, 'warn'::text, 'stop'::text])))
);

COMMENT ON COLUMN public.client_contacts.details_sealed IS 'The number or address, what would be left or said, and what the client asked for.';

CREATE TABLE public.consent_correction_reviews (
    correction_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    outcome text NOT NULL,
    comment_sealed bytea NOT NULL,
    reviewed_by uuid NOT NULL,
    reviewed_at timestamp with time zone NOT NULL,
    CONSTRAINT consent_correction_reviews_outcome_check CHECK ((outcome = ANY (ARRAY['confirmed'::text, 'refused'::text])))
);

CREATE TABLE public.consent_corrections (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    case_id uuid NOT NULL,
    record_id uuid NOT NULL,
    widens boolean NOT NULL,
    reason_sealed bytea NOT NULL,
    recorded_by uuid NOT NULL,
    recorded_at timestamp with time zone NOT NULL
);

CREATE TABLE public.consent_records (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    case_id uuid NOT NULL,
    number integer NOT NULL,
    public_reference text NOT NULL,
    kind text NOT NULL,
    given_on date NOT NULL,
    status text NOT NULL,
    refer_to_nrm text NOT NULL,
    wants_support text NOT NULL,
    help_authorities text NOT NULL,
    decision_to_other text NOT NULL,
    share_support text NOT NULL,
    share_police text NOT NULL,
    identify_in_duty text NOT NULL,
    contact_letter text NOT NULL,
    contact_email text NOT NULL,
    contact_phone text NOT NULL,
    contact_text text NOT NULL,
    reason_not_given boolean NOT NULL,
    withdrawn_how text NOT NULL,
    provider_told text NOT NULL,
    explained text[] NOT NULL,
    sheet_version text NOT NULL,
    notice_version text NOT NULL,
    language text NOT NULL,
    explained_how text NOT NULL,
    interpreter text NOT NULL,
    answered_how text NOT NULL,
    review_on date,
    details_sealed bytea NOT NULL,
    recorded_by uuid NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    sheet_tag text DEFAULT ''::text NOT NULL,
    sheet_use text DEFAULT ''::text NOT NULL,
    gender_wish text DEFAULT ''::text NOT NULL,
    present text[] DEFAULT '{}'::text[] NOT NULL,
    capacity text DEFAULT ''::text NOT NULL,
    capacity_on date,
    capacity_act text DEFAULT ''::text NOT NULL,
    share_local_authority text DEFAULT ''::text NOT NULL,
    share_legal text DEFAULT ''::text NOT NULL,
    share_feedback text DEFAULT ''::text NOT NULL,
    ends_how text DEFAULT ''::text NOT NULL,
    ends_on date,
    ends_months integer DEFAULT 0 NOT NULL,
    at_eighteen boolean DEFAULT false NOT NULL,
    withdrawn text[] DEFAULT '{}'::text[] NOT NULL,
    withdrawn_at text DEFAULT ''::text NOT NULL,
    corrects integer DEFAULT 0 NOT NULL,
    moved_from text DEFAULT ''::text NOT NULL,
    moved_to text DEFAULT ''::text NOT NULL,
    moved_kept text DEFAULT ''::text NOT NULL,
    worker_trained_on date,
    explained_from timestamp with time zone,
    CONSTRAINT consent_records_ends CHECK (((ends_on IS NOT NULL) = (ends_how = ANY (ARRAY['date'::text, 'length'::text])))),
    CONSTRAINT consent_records_ends_how_check CHECK ((ends_how = ANY (ARRAY[''::text, 'open'::text, 'date'::text, 'length'::text]))),
    CONSTRAINT consent_records_kind_check CHECK ((kind = ANY (ARRAY['answers'::text, 'not_required'::text, 'withdrawal'::text])))
);

COMMENT ON COLUMN public.consent_records.public_reference IS 'What an auditor sees instead of the case: C-9F2T7K style.';

COMMENT ON COLUMN public.consent_records.details_sealed IS 'Free text about the person: own words, reasons, witness, worries, age evidence, interpreter reference.';

COMMENT ON COLUMN public.consent_records.withdrawn IS 'Of a withdrawal: the purposes taken back; empty means all of them.';

COMMENT ON COLUMN public.consent_records.moved_from IS 'The stage of the case before this record moved it, so that a record in error can be undone.';

COMMENT ON COLUMN public.consent_records.worker_trained_on IS 'When the worker had been trained to ask for consent, as known on the day (audit A1).';

CREATE TABLE public.consent_reviews (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    record_id uuid NOT NULL,
    sample_id uuid,
    marks jsonb NOT NULL,
    note_sealed bytea NOT NULL,
    reviewed_by uuid NOT NULL,
    reviewed_at timestamp with time zone NOT NULL
);

CREATE TABLE public.date_corrections (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    case_id uuid NOT NULL,
    field text NOT NULL,
    record_id uuid NOT NULL,
    old_on date,
    new_on date,
    reason_sealed bytea NOT NULL,
    corrected_by uuid NOT NULL,
    corrected_at timestamp with time zone NOT NULL,
    CONSTRAINT date_corrections_check CHECK ((old_on IS DISTINCT FROM new_on)),
    CONSTRAINT date_corrections_check1 CHECK ((((old_on IS NOT NULL) AND (new_on IS NOT NULL)) OR (field = 'happened_on'::text))),
    CONSTRAINT date_corrections_field_check CHECK ((field = ANY (ARRAY['decided_on'::text, 'received_on'::text, 'told_on'::text, 'requested_on'::text, 'submitted_on'::text, 'date_of_birth'::text, 'happened_on'::text, 'known_from'::text])))
);

COMMENT ON COLUMN public.date_corrections.new_on IS 'NULL: it never happened. The same in old_on takes that back.';

CREATE TABLE public.deadline_adjustments (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    case_id uuid NOT NULL,
    kind text NOT NULL,
    clock text NOT NULL,
    trigger_kind text NOT NULL,
    trigger_source text NOT NULL,
    authority text NOT NULL,
    reason_sealed bytea NOT NULL,
    evidence_sealed bytea NOT NULL,
    old_on date NOT NULL,
    new_on date NOT NULL,
    takes_back uuid,
    recorded_by uuid NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT deadline_adjustments_check CHECK (((kind <> 'extension'::text) OR (new_on > old_on))),
    CONSTRAINT deadline_adjustments_check1 CHECK (((kind = 'taken_back'::text) = (takes_back IS NOT NULL))),
    CONSTRAINT deadline_adjustments_kind_check CHECK ((kind = ANY (ARRAY['extension'::text, 'override'::text, 'taken_back'::text])))
);

COMMENT ON COLUMN public.deadline_adjustments.authority IS 'The kind of body that gave more time; empty for an override.';

CREATE TABLE public.deadlines (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    case_id uuid NOT NULL,
    rule_id text NOT NULL,
    rules_version text NOT NULL,
    calendar_version text NOT NULL,
    trigger_kind text NOT NULL,
    trigger_on date NOT NULL,
    trigger_source text NOT NULL,
    minimum_on date,
    due_on date,
    at_least boolean NOT NULL,
    is_limit boolean NOT NULL,
    status text NOT NULL,
    closed_on date,
    computed_at timestamp with time zone NOT NULL,
    superseded_at timestamp with time zone,
    day date GENERATED ALWAYS AS (COALESCE(due_on, minimum_on)) STORED,
    team_id uuid NOT NULL,
    owner_id uuid NOT NULL,
    nation text NOT NULL,
    case_open boolean NOT NULL,
    counted_on date,
    adjusted_by uuid,
    on_hold boolean DEFAULT false NOT NULL,
    CONSTRAINT deadlines_no_far_future CHECK (((minimum_on < '2150-01-01'::date) AND (due_on < '2150-01-01'::date))),
    CONSTRAINT deadlines_status_check CHECK ((status = ANY (ARRAY['open'::text, 'met'::text, 'ended'::text, 'superseded'::text])))
);

COMMENT ON COLUMN public.deadlines.minimum_on IS 'The day that counts: as counted, or as an adjustment moved it.';

COMMENT ON COLUMN public.deadlines.is_limit IS 'Passing the date is a breach; other dates only mark the end of a period.';

COMMENT ON COLUMN public.deadlines.day IS 'The day the date is shown and ordered by: the end, or the minimum while there is no end.';

COMMENT ON COLUMN public.deadlines.case_open IS 'As team_id, owner_id and nation: what the case says, kept here by triggers.';

COMMENT ON COLUMN public.deadlines.counted_on IS 'The day the rule counts to, when an adjustment moved it.';

COMMENT ON COLUMN public.deadlines.on_hold IS 'The authority has put the case on hold and the clock is not one of law: it waits.';

CREATE TABLE public.decision_reviews (
    decision_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    outcome text NOT NULL,
    reason_sealed bytea NOT NULL,
    reviewed_by uuid NOT NULL,
    reviewed_at timestamp with time zone NOT NULL,
    CONSTRAINT decision_reviews_outcome_check CHECK ((outcome = ANY (ARRAY['confirmed'::text, 'returned'::text])))
);

CREATE TABLE public.decision_tellings (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    decision_id uuid NOT NULL,
    told_on date NOT NULL,
    details_sealed bytea NOT NULL,
    recorded_by uuid NOT NULL,
    recorded_at timestamp with time zone NOT NULL
);

CREATE TABLE public.decisions (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    case_id uuid NOT NULL,
    kind text NOT NULL,
    outcome text NOT NULL,
    ground text DEFAULT ''::text NOT NULL,
    authority text NOT NULL,
    decided_on date NOT NULL,
    received_on date NOT NULL,
    letter_kept_sealed bytea NOT NULL,
    recorded_by uuid NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT decisions_kind_check CHECK ((kind = ANY (ARRAY['rg'::text, 'cg'::text, 'rg_cg'::text])))
);

CREATE TABLE public.decisions_waiting (
    decision_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    case_id uuid NOT NULL,
    team_id uuid NOT NULL,
    recorded_by uuid NOT NULL,
    recorded_at timestamp with time zone NOT NULL
);

CREATE TABLE public.deliveries (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    reminder_id uuid NOT NULL,
    user_id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone,
    by_mail text NOT NULL,
    mail_id uuid,
    covering_for uuid,
    over_at timestamp with time zone,
    put_off_until date,
    CONSTRAINT deliveries_by_mail_check CHECK ((by_mail = ANY (ARRAY['none'::text, 'digest'::text, 'single'::text])))
);

COMMENT ON COLUMN public.deliveries.mail_id IS 'The last mail that carries it; none while it waits for the next digest.';

COMMENT ON COLUMN public.deliveries.covering_for IS 'Who was away when the reader was told in their place.';

COMMENT ON COLUMN public.deliveries.over_at IS 'When it no longer asked for anything: a later step took its place, its date came to its end, or its reader no longer covers.';

CREATE TABLE public.directory_entries (
    organisation_id uuid NOT NULL,
    entry_id text NOT NULL,
    version integer NOT NULL,
    entry jsonb NOT NULL,
    checked_on date,
    public boolean NOT NULL,
    written_by uuid NOT NULL,
    written_at timestamp with time zone NOT NULL,
    CONSTRAINT directory_entries_entry_id_check CHECK ((entry_id <> ''::text)),
    CONSTRAINT directory_entries_version_check CHECK ((version > 0))
);

COMMENT ON COLUMN public.directory_entries.checked_on IS 'The day somebody last made sure that the entry is right.';

COMMENT ON COLUMN public.directory_entries.public IS 'Everybody may read it. A refuge whose address is secret is not public.';

CREATE TABLE public.drafts (
    organisation_id uuid NOT NULL,
    user_id uuid NOT NULL,
    key text NOT NULL,
    sealed bytea NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    begun_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.duty_reports (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    case_id uuid NOT NULL,
    basis text NOT NULL,
    named boolean NOT NULL,
    sent_on date NOT NULL,
    sent_how text NOT NULL,
    reference_sealed bytea NOT NULL,
    consent_record_id uuid NOT NULL,
    recorded_by uuid NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    snapshot_sealed bytea,
    snapshot_sha256 bytea,
    CONSTRAINT duty_reports_basis_check CHECK ((basis = ANY (ARRAY['duty'::text, 'report'::text]))),
    CONSTRAINT duty_reports_snapshot_sha256_check CHECK ((octet_length(snapshot_sha256) = 32)),
    CONSTRAINT duty_reports_snapshot_whole CHECK (((snapshot_sealed IS NULL) = (snapshot_sha256 IS NULL)))
);

COMMENT ON COLUMN public.duty_reports.snapshot_sealed IS 'The report as it was sent; none when it was not written here.';

CREATE TABLE public.evidence (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    case_id uuid NOT NULL,
    number integer NOT NULL,
    kind text NOT NULL,
    consent_record_id uuid,
    decision_id uuid,
    handoff_id uuid,
    file_type text NOT NULL,
    size bigint NOT NULL,
    sha256 bytea NOT NULL,
    cleaned boolean NOT NULL,
    name_sealed bytea NOT NULL,
    added_by uuid NOT NULL,
    added_at timestamp with time zone NOT NULL,
    CONSTRAINT evidence_check CHECK ((num_nonnulls(consent_record_id, decision_id, handoff_id) <= 1)),
    CONSTRAINT evidence_file_type_check CHECK ((file_type = ANY (ARRAY['pdf'::text, 'jpeg'::text, 'png'::text, 'heic'::text, 'doc'::text, 'docx'::text]))),
    CONSTRAINT evidence_sha256_check CHECK ((octet_length(sha256) = 32)),
    CONSTRAINT evidence_size_check CHECK ((size > 0))
);

COMMENT ON COLUMN public.evidence.sha256 IS 'Of the content as it can be opened, after cleaning.';

COMMENT ON COLUMN public.evidence.cleaned IS 'What the camera wrote into the photograph was taken out on request.';

CREATE TABLE public.evidence_keys (
    evidence_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    key_sealed bytea NOT NULL
);

CREATE TABLE public.evidence_mistakes (
    evidence_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    reason_sealed bytea NOT NULL,
    recorded_by uuid NOT NULL,
    recorded_at timestamp with time zone NOT NULL
);

CREATE TABLE public.evidence_scans (
    evidence_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    verdict text NOT NULL,
    scanned_at timestamp with time zone NOT NULL,
    CONSTRAINT evidence_scans_verdict_check CHECK ((verdict = ANY (ARRAY['clean'::text, 'infected'::text])))
);

CREATE TABLE public.evidence_unscanned (
    evidence_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    case_id uuid NOT NULL,
    held boolean NOT NULL,
    tried_at timestamp with time zone NOT NULL
);

COMMENT ON COLUMN public.evidence_unscanned.held IS 'A scanner was configured and gave no verdict: nobody opens the file before it does.';

CREATE TABLE public.explanation_sheets (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    language_tag text NOT NULL,
    language_name text NOT NULL,
    own_name text NOT NULL,
    direction text NOT NULL,
    version integer,
    title text NOT NULL,
    opening text NOT NULL,
    sections jsonb NOT NULL,
    closing text NOT NULL,
    translator text NOT NULL,
    translated_on date,
    row_version bigint DEFAULT 1 NOT NULL,
    written_by uuid NOT NULL,
    written_at timestamp with time zone NOT NULL,
    published_by uuid,
    published_at timestamp with time zone,
    CONSTRAINT explanation_sheets_check CHECK ((((published_at IS NULL) = (version IS NULL)) AND ((published_at IS NULL) = (published_by IS NULL)))),
    CONSTRAINT explanation_sheets_check1 CHECK (((published_at IS NULL) OR ((direction <> ''::text) AND (translated_on IS NOT NULL)))),
    CONSTRAINT explanation_sheets_direction_check CHECK ((direction = ANY (ARRAY[''::text, 'ltr'::text, 'rtl'::text]))),
    CONSTRAINT explanation_sheets_version_check CHECK ((version > 0))
);

COMMENT ON COLUMN public.explanation_sheets.language_tag IS 'BCP 47.';

COMMENT ON COLUMN public.explanation_sheets.version IS 'Counted for each language over all organisations, because the address of a published sheet is public.';

CREATE TABLE public.exports (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    case_id uuid NOT NULL,
    kind text NOT NULL,
    recipient text NOT NULL,
    basis text NOT NULL,
    consent_record_id uuid,
    exported_by uuid NOT NULL,
    exported_at timestamp with time zone NOT NULL
);

CREATE TABLE public.form_tokens (
    token text NOT NULL,
    organisation_id uuid NOT NULL,
    user_id uuid NOT NULL,
    result text NOT NULL,
    used_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.form_versions (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    version date NOT NULL,
    body bytea NOT NULL,
    source text NOT NULL,
    loaded_by text NOT NULL,
    loaded_at timestamp with time zone NOT NULL
);

COMMENT ON COLUMN public.form_versions.loaded_by IS 'The user, or nobody when the program itself did it.';

CREATE TABLE public.handoff_answers (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    handoff_id uuid NOT NULL,
    state text NOT NULL,
    outcome text NOT NULL,
    contact_sealed bytea NOT NULL,
    details_sealed bytea NOT NULL,
    recorded_by uuid,
    recorded_at timestamp with time zone NOT NULL,
    answered_by_sealed bytea,
    answered_through text DEFAULT ''::text NOT NULL,
    CONSTRAINT handoff_answers_answered_through_check CHECK ((answered_through = ANY (ARRAY[''::text, 'inbox'::text, 'one_time_link'::text]))),
    CONSTRAINT handoff_answers_check CHECK (((answered_through <> ''::text) = (answered_by_sealed IS NOT NULL))),
    CONSTRAINT handoff_answers_check1 CHECK (((recorded_by IS NOT NULL) OR (answered_through <> ''::text)))
);

CREATE TABLE public.handoff_chases (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    handoff_id uuid NOT NULL,
    how text NOT NULL,
    contact_sealed bytea NOT NULL,
    details_sealed bytea NOT NULL,
    next_chase_on date NOT NULL,
    chased_by uuid NOT NULL,
    chased_at timestamp with time zone NOT NULL
);

CREATE TABLE public.handoff_drafts (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    case_id uuid NOT NULL,
    form_sealed bytea NOT NULL,
    begun_by uuid NOT NULL,
    begun_at timestamp with time zone NOT NULL,
    saved_by uuid NOT NULL,
    saved_at timestamp with time zone NOT NULL
);

CREATE TABLE public.handoff_files (
    handoff_id uuid NOT NULL,
    evidence_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    place integer NOT NULL,
    shared boolean NOT NULL,
    basis text NOT NULL,
    why text NOT NULL,
    consent_record_id uuid,
    sha256 bytea NOT NULL,
    CONSTRAINT handoff_files_sha256_check CHECK ((octet_length(sha256) = 32))
);

CREATE TABLE public.handoff_inboxes (
    organisation_id uuid NOT NULL,
    opened_by uuid NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone
);

CREATE TABLE public.handoff_items (
    handoff_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    item text NOT NULL,
    place integer NOT NULL,
    shared boolean NOT NULL,
    basis text NOT NULL,
    why text NOT NULL,
    consent_record_id uuid,
    value_sealed bytea NOT NULL
);

CREATE TABLE public.handoff_link_readings (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    link_id uuid NOT NULL,
    token_hash bytea NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    CONSTRAINT handoff_link_readings_token_hash_check CHECK ((octet_length(token_hash) = 32))
);

CREATE TABLE public.handoff_links (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    handoff_id uuid NOT NULL,
    number integer NOT NULL,
    token_hash bytea NOT NULL,
    code_digest text NOT NULL,
    email_sealed bytea NOT NULL,
    made_by uuid NOT NULL,
    made_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    max_views integer NOT NULL,
    max_wrong integer NOT NULL,
    views integer DEFAULT 0 NOT NULL,
    wrong_codes integer DEFAULT 0 NOT NULL,
    opened_at timestamp with time zone,
    ended_at timestamp with time zone,
    ended text DEFAULT ''::text NOT NULL,
    CONSTRAINT handoff_links_check CHECK (((views >= 0) AND (views <= max_views))),
    CONSTRAINT handoff_links_check1 CHECK (((wrong_codes >= 0) AND (wrong_codes <= max_wrong))),
    CONSTRAINT handoff_links_check2 CHECK (((ended = ''::text) = (ended_at IS NULL))),
    CONSTRAINT handoff_links_code_digest_check CHECK ((length(code_digest) = 32)),
    CONSTRAINT handoff_links_ended_check CHECK ((ended = ANY (ARRAY[''::text, 'replaced'::text, 'stopped'::text]))),
    CONSTRAINT handoff_links_max_views_check CHECK ((max_views > 0)),
    CONSTRAINT handoff_links_max_wrong_check CHECK ((max_wrong > 0)),
    CONSTRAINT handoff_links_token_hash_check CHECK ((octet_length(token_hash) = 32))
);

COMMENT ON COLUMN public.handoff_links.number IS 'Counts the links of the handoff.';

COMMENT ON COLUMN public.handoff_links.views IS 'Openings with the right code.';

COMMENT ON COLUMN public.handoff_links.ended IS 'How the sender ended it.';

CREATE TABLE public.handoff_needs (
    handoff_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    case_id uuid NOT NULL,
    need text NOT NULL
);

CREATE TABLE public.handoffs (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    case_id uuid NOT NULL,
    team_id uuid NOT NULL,
    number integer NOT NULL,
    directory_entry text NOT NULL,
    recipient_name_sealed bytea NOT NULL,
    recipient_class text NOT NULL,
    purpose_sealed bytea NOT NULL,
    sent_how text NOT NULL,
    note_sealed bytea NOT NULL,
    state text NOT NULL,
    sent_by uuid NOT NULL,
    sent_at timestamp with time zone NOT NULL,
    answer_due_at timestamp with time zone NOT NULL,
    told_at timestamp with time zone,
    closed_at timestamp with time zone,
    contact_due_at timestamp with time zone NOT NULL,
    receiver_organisation_id uuid,
    receiver_team_id uuid,
    receiver_user_id uuid,
    keep_until date,
    envelope_sha256 bytea,
    CONSTRAINT handoffs_check CHECK (((receiver_organisation_id IS NOT NULL) OR (num_nonnulls(receiver_team_id, receiver_user_id) = 0))),
    CONSTRAINT handoffs_check1 CHECK ((num_nonnulls(receiver_team_id, receiver_user_id) <= 1)),
    CONSTRAINT handoffs_envelope_sha256_check CHECK ((octet_length(envelope_sha256) = 32))
);

COMMENT ON COLUMN public.handoffs.answer_due_at IS 'When an answer is expected; afterwards the supervisors are told.';

COMMENT ON COLUMN public.handoffs.told_at IS 'When the recipient was told that the client withdrew consent.';

COMMENT ON COLUMN public.handoffs.contact_due_at IS 'When first contact with the client is expected.';

COMMENT ON COLUMN public.handoffs.keep_until IS 'The last day on which the recipient may see or keep what was shared.';

COMMENT ON COLUMN public.handoffs.envelope_sha256 IS 'Of the envelope as it was sent; it stands in the audit trail too.';

CREATE TABLE public.holiday_lists (
    version text NOT NULL,
    body bytea NOT NULL,
    kept_at timestamp with time zone NOT NULL
);

COMMENT ON TABLE public.holiday_lists IS 'Every list of bank holidays that was rehearsed or counted with. Named by its years and a hash of the body.';

CREATE TABLE public.import_headings (
    organisation_id uuid NOT NULL,
    heading_hash bigint NOT NULL,
    field text NOT NULL
);

CREATE TABLE public.import_progress (
    import_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    rows_done integer NOT NULL,
    at timestamp with time zone NOT NULL
);

CREATE TABLE public.import_rows (
    import_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    number integer NOT NULL,
    cells_sealed bytea,
    state text NOT NULL,
    case_id uuid,
    case_version bigint,
    CONSTRAINT import_rows_state_check CHECK ((state = ANY (ARRAY['ready'::text, 'wrong'::text, 'match'::text, 'skip'::text, 'new'::text, 'attach'::text, 'made'::text, 'attached'::text, 'undone'::text])))
);

COMMENT ON COLUMN public.import_rows.state IS 'wrong and match wait for a person; new, attach and skip are what the person said.';

CREATE TABLE public.imports (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    state text NOT NULL,
    team_id uuid,
    owner_id uuid,
    nation text DEFAULT ''::text NOT NULL,
    details_sealed bytea NOT NULL,
    key_sealed bytea,
    rows integer DEFAULT 0 NOT NULL,
    made integer DEFAULT 0 NOT NULL,
    attached integer DEFAULT 0 NOT NULL,
    skipped integer DEFAULT 0 NOT NULL,
    kept integer DEFAULT 0 NOT NULL,
    failed text DEFAULT ''::text NOT NULL,
    begun_by uuid NOT NULL,
    begun_at timestamp with time zone NOT NULL,
    run_by uuid,
    done_at timestamp with time zone,
    CONSTRAINT imports_state_check CHECK ((state = ANY (ARRAY['uploaded'::text, 'checked'::text, 'queued'::text, 'done'::text, 'undoing'::text, 'undone'::text, 'dropped'::text])))
);

COMMENT ON COLUMN public.imports.details_sealed IS 'Name of the file, its headings and what each column holds.';

COMMENT ON COLUMN public.imports.kept IS 'Cases that stayed when the import was taken back, because somebody had worked on them.';

COMMENT ON COLUMN public.imports.failed IS 'Why the last run did nothing, in a sentence without anything personal.';

CREATE TABLE public.job_runs (
    job text NOT NULL,
    started_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    failed_at timestamp with time zone,
    error text DEFAULT ''::text NOT NULL
);

CREATE TABLE public.lawful_bases (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    case_id uuid,
    basis text NOT NULL,
    special_condition text NOT NULL,
    offence_condition text NOT NULL,
    retention text NOT NULL,
    policy_document text NOT NULL,
    decided_by text NOT NULL,
    decided_on date NOT NULL,
    reason_sealed bytea NOT NULL,
    recorded_by uuid NOT NULL,
    recorded_at timestamp with time zone NOT NULL
);

CREATE TABLE public.leave_covers (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    user_id uuid NOT NULL,
    cover_id uuid NOT NULL,
    from_on date NOT NULL,
    until_on date NOT NULL,
    recorded_by uuid NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    ended_by uuid,
    ended_at timestamp with time zone,
    CONSTRAINT leave_covers_check CHECK ((cover_id <> user_id)),
    CONSTRAINT leave_covers_check1 CHECK ((until_on >= from_on)),
    CONSTRAINT leave_covers_check2 CHECK (((ended_by IS NULL) = (ended_at IS NULL)))
);

COMMENT ON COLUMN public.leave_covers.until_on IS 'The last day of leave.';

CREATE TABLE public.mails (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    user_id uuid,
    kind text NOT NULL,
    case_id uuid,
    things integer NOT NULL,
    message_id text NOT NULL,
    state text NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    next_attempt_at timestamp with time zone NOT NULL,
    in_doubt boolean DEFAULT false NOT NULL,
    last_error text DEFAULT ''::text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    sent_at timestamp with time zone,
    link_id uuid,
    key_sealed bytea,
    CONSTRAINT mails_check CHECK (((kind = 'single'::text) = (case_id IS NOT NULL))),
    CONSTRAINT mails_kind_check CHECK ((kind = ANY (ARRAY['single'::text, 'digest'::text, 'link'::text, 'given'::text, 'step'::text]))),
    CONSTRAINT mails_link_check CHECK ((((kind = 'link'::text) = (link_id IS NOT NULL)) AND ((kind = 'link'::text) = (user_id IS NULL)))),
    CONSTRAINT mails_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'sending'::text, 'sent'::text, 'failed'::text, 'parked'::text, 'cancelled'::text]))),
    CONSTRAINT mails_things_check CHECK ((things > 0))
);

COMMENT ON COLUMN public.mails.things IS 'How many notices it speaks of.';

COMMENT ON COLUMN public.mails.message_id IS 'Always the same for the same message, so that a double can be seen.';

COMMENT ON COLUMN public.mails.state IS 'failed: tried, and to be tried again; parked: given up; cancelled: everything it speaks of was dealt with first.';

COMMENT ON COLUMN public.mails.in_doubt IS 'A try ended without an answer, so the reader may have it twice.';

COMMENT ON COLUMN public.mails.key_sealed IS 'What the address of the link ends with; empty once it is sent.';

CREATE TABLE public.nation_changes (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    case_id uuid NOT NULL,
    old_nation text NOT NULL,
    new_nation text NOT NULL,
    moved boolean NOT NULL,
    reason_sealed bytea NOT NULL,
    changed_by uuid NOT NULL,
    changed_at timestamp with time zone NOT NULL
);

COMMENT ON COLUMN public.nation_changes.moved IS 'The client moved; otherwise it was recorded wrongly.';

CREATE TABLE public.need_checks (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    case_id uuid NOT NULL,
    finished boolean NOT NULL,
    through_number integer NOT NULL,
    note_sealed bytea NOT NULL,
    asked_on date NOT NULL,
    asked_by uuid NOT NULL,
    recorded_at timestamp with time zone NOT NULL
);

COMMENT ON COLUMN public.need_checks.finished IS 'false: broken off, to be gone on with. Only a finished one counts as made.';

COMMENT ON COLUMN public.need_checks.through_number IS 'The last of need_entries when it was over: what follows has changed since.';

CREATE TABLE public.need_entries (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    case_id uuid NOT NULL,
    number integer NOT NULL,
    need text NOT NULL,
    state text NOT NULL,
    owner_id uuid,
    check_id uuid,
    handoff_id uuid,
    note_sealed bytea NOT NULL,
    recorded_by uuid NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT need_entries_state_check CHECK ((state = ANY (ARRAY['wanted'::text, 'being_arranged'::text, 'met'::text, 'no_need'::text, 'declined'::text, 'not_available'::text])))
);

COMMENT ON COLUMN public.need_entries.owner_id IS 'Who of the organisation sees to it from here on.';

COMMENT ON COLUMN public.need_entries.check_id IS 'The sitting in which it was said, if in one.';

COMMENT ON COLUMN public.need_entries.handoff_id IS 'The handoff that took it up or settled it.';

CREATE TABLE public.notes (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    case_id uuid NOT NULL,
    author_id uuid NOT NULL,
    kind text NOT NULL,
    text_sealed bytea NOT NULL,
    written_at timestamp with time zone NOT NULL,
    CONSTRAINT notes_kind_check CHECK ((kind = ANY (ARRAY['note'::text, 'closing'::text, 'reopening'::text, 'reassignment'::text, 'identity'::text, 'proof_pack'::text, 'match'::text, 'imported'::text])))
);

CREATE TABLE public.option_lists (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    name text NOT NULL,
    as_of date NOT NULL,
    body bytea NOT NULL,
    source text NOT NULL,
    loaded_by text NOT NULL,
    loaded_at timestamp with time zone NOT NULL
);

COMMENT ON COLUMN public.option_lists.loaded_by IS 'The user, or nobody when the program itself did it.';

CREATE TABLE public.organisations (
    id uuid NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    duty_to_notify boolean NOT NULL,
    neutral_site text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT organisations_kind_check CHECK ((kind = ANY (ARRAY['charity'::text, 'local_authority'::text, 'police'::text, 'government_agency'::text, 'health'::text])))
);

COMMENT ON COLUMN public.organisations.duty_to_notify IS 'Listed in Modern Slavery Act 2015 s.52(5).';

COMMENT ON COLUMN public.organisations.neutral_site IS 'Where the quick exit leads.';

CREATE TABLE public.persons (
    case_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    name_to_use_sealed bytea NOT NULL,
    name_hashes bigint[] NOT NULL,
    language text NOT NULL,
    interpreter_needed boolean NOT NULL,
    private_place boolean NOT NULL,
    safe_to_talk boolean NOT NULL,
    safe_contact_sealed bytea NOT NULL,
    safe_contact_checked_on date NOT NULL,
    age_evidence_sealed bytea NOT NULL,
    local_authority_sealed bytea NOT NULL,
    date_of_birth_sealed bytea NOT NULL,
    other_names_sealed bytea,
    sound_keys bigint[],
    birth_key bigint,
    contact_keys bigint[]
);

COMMENT ON COLUMN public.persons.sound_keys IS 'Of each part of every name as it sounds, and of each pair of parts in any order.';

COMMENT ON COLUMN public.persons.contact_keys IS 'Of every phone number and e-mail address there ever was on the case.';

CREATE TABLE public.put_offs (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    delivery_id uuid NOT NULL,
    until_on date NOT NULL,
    reason_sealed bytea NOT NULL,
    put_off_by uuid NOT NULL,
    put_off_at timestamp with time zone NOT NULL
);

CREATE TABLE public.reconsideration_plans (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    decision_id uuid NOT NULL,
    grounds text[] NOT NULL,
    asker text NOT NULL,
    details_sealed bytea NOT NULL,
    planned_by uuid NOT NULL,
    planned_at timestamp with time zone NOT NULL
);

COMMENT ON COLUMN public.reconsideration_plans.details_sealed IS 'Why, and the name of who sends it.';

CREATE TABLE public.reconsideration_wanted (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    decision_id uuid NOT NULL,
    kind text NOT NULL,
    wanted_by date,
    details_sealed bytea NOT NULL,
    added_by uuid NOT NULL,
    added_at timestamp with time zone NOT NULL,
    CONSTRAINT reconsideration_wanted_kind_check CHECK ((kind = ANY (ARRAY['evidence'::text, 'more_time'::text])))
);

COMMENT ON COLUMN public.reconsideration_wanted.details_sealed IS 'What is wanted and from whom.';

CREATE TABLE public.reconsideration_wanted_answers (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    wanted_id uuid NOT NULL,
    outcome text NOT NULL,
    answered_on date NOT NULL,
    note_sealed bytea NOT NULL,
    recorded_by uuid NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT reconsideration_wanted_answers_outcome_check CHECK ((outcome = ANY (ARRAY['got'::text, 'not_to_get'::text, 'granted'::text, 'declined'::text])))
);

CREATE TABLE public.reconsiderations (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    case_id uuid NOT NULL,
    decision_id uuid NOT NULL,
    requested_on date NOT NULL,
    late_reason_sealed bytea NOT NULL,
    recorded_by uuid NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    grounds text[] DEFAULT '{}'::text[] NOT NULL,
    asker text DEFAULT ''::text NOT NULL,
    details_sealed bytea
);

COMMENT ON COLUMN public.reconsiderations.details_sealed IS 'Why, the name of who sent it, and which evidence went with it.';

CREATE TABLE public.referral_authors (
    referral_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    user_id uuid NOT NULL,
    last_task text DEFAULT ''::text NOT NULL,
    last_page text DEFAULT ''::text NOT NULL,
    last_at timestamp with time zone
);

CREATE TABLE public.referral_comments (
    review_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    field text NOT NULL,
    comment_sealed bytea NOT NULL
);

CREATE TABLE public.referral_earlier_texts (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    referral_id uuid NOT NULL,
    field text NOT NULL,
    text_sealed bytea NOT NULL,
    replaced_by uuid NOT NULL,
    replaced_at timestamp with time zone NOT NULL
);

CREATE TABLE public.referral_indicators (
    referral_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    list_version text NOT NULL,
    seen_sealed bytea NOT NULL,
    updated_by uuid NOT NULL,
    updated_at timestamp with time zone NOT NULL
);

CREATE TABLE public.referral_reviews (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    referral_id uuid NOT NULL,
    outcome text NOT NULL,
    comment_sealed bytea NOT NULL,
    reviewed_by uuid NOT NULL,
    reviewed_at timestamp with time zone NOT NULL,
    CONSTRAINT referral_reviews_outcome_check CHECK ((outcome = ANY (ARRAY['returned'::text, 'approved'::text])))
);

CREATE TABLE public.referral_tasks (
    referral_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    task text NOT NULL,
    version bigint NOT NULL,
    answers_sealed bytea NOT NULL,
    completed boolean NOT NULL,
    updated_by uuid NOT NULL,
    updated_at timestamp with time zone NOT NULL
);

COMMENT ON COLUMN public.referral_tasks.completed IS 'The writer says that the section is done; whether anything is missing is worked out from the answers.';

CREATE TABLE public.referral_update_steps (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    update_id uuid NOT NULL,
    step text NOT NULL,
    outcome text NOT NULL,
    passed_on date,
    content_sealed bytea NOT NULL,
    taken_by uuid NOT NULL,
    taken_at timestamp with time zone NOT NULL,
    CONSTRAINT referral_update_steps_check CHECK ((((step = 'reviewed'::text) = (outcome = ANY (ARRAY['approved'::text, 'returned'::text]))) AND ((step = 'passed'::text) = (outcome = ''::text)))),
    CONSTRAINT referral_update_steps_check1 CHECK (((step = 'passed'::text) = (passed_on IS NOT NULL))),
    CONSTRAINT referral_update_steps_step_check CHECK ((step = ANY (ARRAY['reviewed'::text, 'passed'::text])))
);

CREATE TABLE public.referral_updates (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    case_id uuid NOT NULL,
    number integer NOT NULL,
    kind text NOT NULL,
    content_sealed bytea NOT NULL,
    sha256 bytea NOT NULL,
    needs_approval boolean NOT NULL,
    to_tell boolean NOT NULL,
    event_id uuid,
    recorded_by uuid NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT referral_updates_kind_check CHECK ((kind = ANY (ARRAY['amendment'::text, 'late_evidence'::text, 'contact_change'::text, 'more_information'::text]))),
    CONSTRAINT referral_updates_number_check CHECK ((number > 0))
);

COMMENT ON COLUMN public.referral_updates.sha256 IS 'Of the content, as it stands in the audit trail.';

COMMENT ON COLUMN public.referral_updates.to_tell IS 'The authority had still to be told when it was recorded.';

COMMENT ON COLUMN public.referral_updates.event_id IS 'The event that holds the last day for an answer.';

CREATE TABLE public.referral_updates_waiting (
    update_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    case_id uuid NOT NULL
);

CREATE TABLE public.referrals (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    case_id uuid NOT NULL,
    form_version text NOT NULL,
    approved_by uuid,
    approved_at timestamp with time zone,
    approved_sha256 bytea,
    sent_on date,
    sent_at timestamp with time zone,
    sent_how text,
    sent_by uuid,
    snapshot_sealed bytea,
    snapshot_sha256 bytea,
    created_at timestamp with time zone NOT NULL
);

COMMENT ON COLUMN public.referrals.approved_sha256 IS 'What the reviewer saw: nothing else may be recorded as sent.';

CREATE TABLE public.reminder_choices (
    user_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    no_digest boolean NOT NULL,
    off text[] NOT NULL,
    changed_at timestamp with time zone NOT NULL
);

CREATE TABLE public.reminders (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    case_id uuid NOT NULL,
    deadline_id uuid NOT NULL,
    step text NOT NULL,
    days_before integer NOT NULL,
    audience text NOT NULL,
    due_on date NOT NULL,
    state text NOT NULL,
    late boolean DEFAULT false NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    category text NOT NULL,
    CONSTRAINT reminders_audience_check CHECK ((audience = ANY (ARRAY['owner'::text, 'owner_and_supervisor'::text, 'escalation'::text]))),
    CONSTRAINT reminders_category_check CHECK ((category = ANY (ARRAY['limit'::text, 'period'::text, 'opening'::text, 'safety'::text, 'practice'::text]))),
    CONSTRAINT reminders_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'sent'::text, 'skipped'::text, 'not_needed'::text, 'cancelled'::text, 'acted_on'::text])))
);

COMMENT ON COLUMN public.reminders.state IS 'not_needed: an escalation for which somebody had acted in time.';

CREATE TABLE public.rule_sets (
    version text NOT NULL,
    body bytea NOT NULL,
    kept_at timestamp with time zone NOT NULL
);

COMMENT ON TABLE public.rule_sets IS 'Every set of rules that was rehearsed or counted with, so that the counting can be shown again. Named by a hash of the body.';

CREATE TABLE public.sessions (
    token_hash bytea NOT NULL,
    organisation_id uuid,
    user_id uuid,
    data bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL
);

CREATE TABLE public.sharing_override_decisions (
    override_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    outcome text NOT NULL,
    comment_sealed bytea NOT NULL,
    decided_by uuid NOT NULL,
    decided_at timestamp with time zone NOT NULL,
    CONSTRAINT sharing_override_decisions_outcome_check CHECK ((outcome = ANY (ARRAY['approved'::text, 'refused'::text])))
);

CREATE TABLE public.sharing_override_uses (
    override_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    handoff_id uuid NOT NULL,
    used_by uuid NOT NULL,
    used_at timestamp with time zone NOT NULL
);

CREATE TABLE public.sharing_overrides (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    case_id uuid NOT NULL,
    number integer NOT NULL,
    recipient_class text NOT NULL,
    recipient_sealed bytea NOT NULL,
    things text[] NOT NULL,
    reason_sealed bytea NOT NULL,
    consent_records integer NOT NULL,
    requested_by uuid NOT NULL,
    requested_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL
);

COMMENT ON COLUMN public.sharing_overrides.consent_records IS 'How many consent records the case had: a newer one ends the override.';

CREATE TABLE public.task_entries (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    task_id uuid NOT NULL,
    what text NOT NULL,
    note_sealed bytea NOT NULL,
    recorded_by uuid NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    given_to uuid,
    CONSTRAINT task_entries_what_check CHECK ((what = ANY (ARRAY['done'::text, 'not_needed'::text, 'open'::text, 'given'::text])))
);

COMMENT ON COLUMN public.task_entries.given_to IS 'With what = given: to whom; none when it went back to whoever it is for.';

CREATE TABLE public.task_lists (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    content text NOT NULL,
    reason text NOT NULL,
    loaded_by uuid NOT NULL,
    loaded_at timestamp with time zone NOT NULL
);

CREATE TABLE public.tasks (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    case_id uuid NOT NULL,
    rule_id text NOT NULL,
    source text NOT NULL,
    heading text NOT NULL,
    title text NOT NULL,
    reason text NOT NULL,
    safety boolean NOT NULL,
    owner_role text NOT NULL,
    opened_on date NOT NULL,
    due_on date NOT NULL,
    state text NOT NULL,
    closed_on date,
    given_to uuid,
    CONSTRAINT tasks_check CHECK (((state = 'open'::text) = (closed_on IS NULL))),
    CONSTRAINT tasks_owner_role_check CHECK ((owner_role = ANY (ARRAY['caseworker'::text, 'supervisor'::text]))),
    CONSTRAINT tasks_state_check CHECK ((state = ANY (ARRAY['open'::text, 'done'::text, 'not_needed'::text, 'ended'::text])))
);

COMMENT ON COLUMN public.tasks.source IS 'The record of what opened it.';

COMMENT ON COLUMN public.tasks.owner_role IS 'Whoever holds the case, or the supervisors of its team.';

COMMENT ON COLUMN public.tasks.state IS 'ended: what happened since made it needless.';

COMMENT ON COLUMN public.tasks.given_to IS 'The colleague who does it; none: whoever it is for by its role.';

CREATE TABLE public.team_members (
    organisation_id uuid NOT NULL,
    team_id uuid NOT NULL,
    user_id uuid NOT NULL
);

CREATE TABLE public.teams (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    name text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.telling_plans (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    decision_id uuid NOT NULL,
    tell_on date NOT NULL,
    details_sealed bytea NOT NULL,
    planned_by uuid NOT NULL,
    planned_at timestamp with time zone NOT NULL
);

COMMENT ON COLUMN public.telling_plans.details_sealed IS 'Who tells, in which language and where.';

CREATE TABLE public.thread_holders (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    case_id uuid NOT NULL,
    number integer NOT NULL,
    thread text NOT NULL,
    holding text NOT NULL,
    who_sealed bytea NOT NULL,
    contact_sealed bytea NOT NULL,
    agreed boolean NOT NULL,
    note_sealed bytea NOT NULL,
    recorded_by uuid NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT thread_holders_holding_check CHECK ((holding = ANY (ARRAY['somebody'::text, 'client'::text, 'not_needed'::text])))
);

COMMENT ON COLUMN public.thread_holders.agreed IS 'Whoever holds it knows of it and agreed.';

CREATE TABLE public.user_roles (
    organisation_id uuid NOT NULL,
    user_id uuid NOT NULL,
    role text NOT NULL,
    CONSTRAINT user_roles_role_check CHECK ((role = ANY (ARRAY['caseworker'::text, 'supervisor'::text, 'auditor'::text, 'admin'::text])))
);

CREATE TABLE public.users (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    email text NOT NULL,
    name text NOT NULL,
    password_hash text NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    disabled_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    consent_trained_on date
);

COMMENT ON COLUMN public.users.consent_trained_on IS 'When they were trained to explain the NRM and to record consent.';

CREATE TABLE public.wishes (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    case_id uuid NOT NULL,
    interviewer text NOT NULL,
    interpreter text NOT NULL,
    language_sealed bytea NOT NULL,
    unsafe_sealed bytea NOT NULL,
    access_sealed bytea NOT NULL,
    said_by text NOT NULL,
    said_by_sealed bytea NOT NULL,
    said_on date NOT NULL,
    recorded_by uuid NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT wishes_interpreter_check CHECK ((interpreter = ANY (ARRAY[''::text, 'woman'::text, 'man'::text, 'either'::text]))),
    CONSTRAINT wishes_interviewer_check CHECK ((interviewer = ANY (ARRAY[''::text, 'woman'::text, 'man'::text, 'either'::text]))),
    CONSTRAINT wishes_said_by_check CHECK ((said_by = ANY (ARRAY['client'::text, 'for_client'::text, 'staff'::text])))
);

COMMENT ON COLUMN public.wishes.language_sealed IS 'Dialect, faith, who must not be the interpreter.';

COMMENT ON COLUMN public.wishes.unsafe_sealed IS 'Where the client must not be sent, one place to a line.';

COMMENT ON COLUMN public.wishes.said_by_sealed IS 'Who spoke for the client, in words.';

CREATE TABLE public.withdrawal_notice_entries (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    notice_id uuid NOT NULL,
    kind text NOT NULL,
    happened_on date NOT NULL,
    how text NOT NULL,
    details_sealed bytea NOT NULL,
    recorded_by uuid NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT withdrawal_notice_entries_kind_check CHECK ((kind = ANY (ARRAY['told'::text, 'acknowledged'::text])))
);

COMMENT ON COLUMN public.withdrawal_notice_entries.details_sealed IS 'Who was spoken to, and what they said.';

CREATE TABLE public.withdrawal_notices (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    case_id uuid NOT NULL,
    number integer NOT NULL,
    record_id uuid NOT NULL,
    kind text NOT NULL,
    handoff_id uuid,
    recipient_name_sealed bytea NOT NULL,
    items text[] NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    told_at timestamp with time zone,
    acknowledged_at timestamp with time zone,
    CONSTRAINT withdrawal_notices_check CHECK (((kind = 'handoff'::text) = (handoff_id IS NOT NULL))),
    CONSTRAINT withdrawal_notices_kind_check CHECK ((kind = ANY (ARRAY['handoff'::text, 'home_office'::text, 'support_provider'::text, 'supervisor'::text])))
);

COMMENT ON COLUMN public.withdrawal_notices.items IS 'What the recipient may no longer use.';

ALTER TABLE ONLY public.age_assessments
    ADD CONSTRAINT age_assessments_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.audit_entries
    ADD CONSTRAINT audit_entries_pkey PRIMARY KEY (chain_id, seq);

ALTER TABLE ONLY public.audit_finding_steps
    ADD CONSTRAINT audit_finding_steps_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.audit_findings
    ADD CONSTRAINT audit_findings_organisation_id_id_key UNIQUE (organisation_id, id);

ALTER TABLE ONLY public.audit_findings
    ADD CONSTRAINT audit_findings_organisation_id_number_key UNIQUE (organisation_id, number);

ALTER TABLE ONLY public.audit_findings
    ADD CONSTRAINT audit_findings_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.audit_heads
    ADD CONSTRAINT audit_heads_pkey PRIMARY KEY (chain_id);

ALTER TABLE ONLY public.audit_leaves
    ADD CONSTRAINT audit_leaves_chain_id_seq_key UNIQUE (chain_id, seq);

ALTER TABLE ONLY public.audit_leaves
    ADD CONSTRAINT audit_leaves_pkey PRIMARY KEY (log_index);

ALTER TABLE ONLY public.audit_nodes
    ADD CONSTRAINT audit_nodes_pkey PRIMARY KEY (level, place);

ALTER TABLE ONLY public.audit_sample_items
    ADD CONSTRAINT audit_sample_items_pkey PRIMARY KEY (sample_id, "position");

ALTER TABLE ONLY public.audit_sample_items
    ADD CONSTRAINT audit_sample_items_sample_id_record_id_key UNIQUE (sample_id, record_id);

ALTER TABLE ONLY public.audit_samples
    ADD CONSTRAINT audit_samples_organisation_id_id_key UNIQUE (organisation_id, id);

ALTER TABLE ONLY public.audit_samples
    ADD CONSTRAINT audit_samples_organisation_id_number_key UNIQUE (organisation_id, number);

ALTER TABLE ONLY public.audit_samples
    ADD CONSTRAINT audit_samples_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.audit_seal_mails
    ADD CONSTRAINT audit_seal_mails_pkey PRIMARY KEY (user_id);

ALTER TABLE ONLY public.audit_seals
    ADD CONSTRAINT audit_seals_pkey PRIMARY KEY (size);

ALTER TABLE ONLY public.audit_sign_offs
    ADD CONSTRAINT audit_sign_offs_organisation_id_number_key UNIQUE (organisation_id, number);

ALTER TABLE ONLY public.audit_sign_offs
    ADD CONSTRAINT audit_sign_offs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.audit_unsealed
    ADD CONSTRAINT audit_unsealed_pkey PRIMARY KEY (chain_id, seq);

ALTER TABLE ONLY public.book_changes
    ADD CONSTRAINT book_changes_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.book_moves
    ADD CONSTRAINT book_moves_pkey PRIMARY KEY (rehearsal_id, number);

ALTER TABLE ONLY public.book_rehearsals
    ADD CONSTRAINT book_rehearsals_organisation_id_id_key UNIQUE (organisation_id, id);

ALTER TABLE ONLY public.book_rehearsals
    ADD CONSTRAINT book_rehearsals_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.calendar_feeds
    ADD CONSTRAINT calendar_feeds_key_hash_key UNIQUE (key_hash);

ALTER TABLE ONLY public.calendar_feeds
    ADD CONSTRAINT calendar_feeds_pkey PRIMARY KEY (user_id);

ALTER TABLE ONLY public.case_bars
    ADD CONSTRAINT case_bars_pkey PRIMARY KEY (user_id, case_id);

ALTER TABLE ONLY public.case_events
    ADD CONSTRAINT case_events_organisation_id_id_key UNIQUE (organisation_id, id);

ALTER TABLE ONLY public.case_events
    ADD CONSTRAINT case_events_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.case_merges
    ADD CONSTRAINT case_merges_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.case_restrictions
    ADD CONSTRAINT case_restrictions_organisation_id_id_key UNIQUE (organisation_id, id);

ALTER TABLE ONLY public.case_restrictions
    ADD CONSTRAINT case_restrictions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.cases
    ADD CONSTRAINT cases_organisation_id_id_key UNIQUE (organisation_id, id);

ALTER TABLE ONLY public.cases
    ADD CONSTRAINT cases_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.cases
    ADD CONSTRAINT cases_reference_key UNIQUE (reference);

ALTER TABLE ONLY public.chronology_entries
    ADD CONSTRAINT chronology_entries_organisation_id_id_key UNIQUE (organisation_id, id);

ALTER TABLE ONLY public.chronology_entries
    ADD CONSTRAINT chronology_entries_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.chronology_entries
    ADD CONSTRAINT chronology_entries_replaces_key UNIQUE (replaces);

ALTER TABLE ONLY public.client_contact_results
    ADD CONSTRAINT client_contact_results_pkey PRIMARY KEY (contact_id);

ALTER TABLE ONLY public.client_contacts
    ADD CONSTRAINT client_contacts_case_id_number_key UNIQUE (case_id, number);

ALTER TABLE ONLY public.client_contacts
    ADD CONSTRAINT client_contacts_organisation_id_id_key UNIQUE (organisation_id, id);

ALTER TABLE ONLY public.client_contacts
    ADD CONSTRAINT client_contacts_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.consent_correction_reviews
    ADD CONSTRAINT consent_correction_reviews_pkey PRIMARY KEY (correction_id);

ALTER TABLE ONLY public.consent_corrections
    ADD CONSTRAINT consent_corrections_organisation_id_id_key UNIQUE (organisation_id, id);

ALTER TABLE ONLY public.consent_corrections
    ADD CONSTRAINT consent_corrections_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.consent_records
    ADD CONSTRAINT consent_records_case_id_number_key UNIQUE (case_id, number);

ALTER TABLE ONLY public.consent_records
    ADD CONSTRAINT consent_records_organisation_id_id_key UNIQUE (organisation_id, id);

ALTER TABLE ONLY public.consent_records
    ADD CONSTRAINT consent_records_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.consent_records
    ADD CONSTRAINT consent_records_public_reference_key UNIQUE (public_reference);

ALTER TABLE ONLY public.consent_reviews
    ADD CONSTRAINT consent_reviews_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.date_corrections
    ADD CONSTRAINT date_corrections_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deadline_adjustments
    ADD CONSTRAINT deadline_adjustments_organisation_id_id_key UNIQUE (organisation_id, id);

ALTER TABLE ONLY public.deadline_adjustments
    ADD CONSTRAINT deadline_adjustments_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deadline_adjustments
    ADD CONSTRAINT deadline_adjustments_takes_back_key UNIQUE (takes_back);

ALTER TABLE ONLY public.deadlines
    ADD CONSTRAINT deadlines_organisation_id_id_key UNIQUE (organisation_id, id);

ALTER TABLE ONLY public.deadlines
    ADD CONSTRAINT deadlines_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.decision_reviews
    ADD CONSTRAINT decision_reviews_pkey PRIMARY KEY (decision_id);

ALTER TABLE ONLY public.decision_tellings
    ADD CONSTRAINT decision_tellings_decision_id_key UNIQUE (decision_id);

ALTER TABLE ONLY public.decision_tellings
    ADD CONSTRAINT decision_tellings_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.decisions
    ADD CONSTRAINT decisions_organisation_id_id_key UNIQUE (organisation_id, id);

ALTER TABLE ONLY public.decisions
    ADD CONSTRAINT decisions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.decisions_waiting
    ADD CONSTRAINT decisions_waiting_case_id_key UNIQUE (case_id);

ALTER TABLE ONLY public.decisions_waiting
    ADD CONSTRAINT decisions_waiting_pkey PRIMARY KEY (decision_id);

ALTER TABLE ONLY public.deliveries
    ADD CONSTRAINT deliveries_organisation_id_id_key UNIQUE (organisation_id, id);

ALTER TABLE ONLY public.deliveries
    ADD CONSTRAINT deliveries_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.deliveries
    ADD CONSTRAINT deliveries_reminder_id_user_id_key UNIQUE (reminder_id, user_id);

ALTER TABLE ONLY public.directory_entries
    ADD CONSTRAINT directory_entries_pkey PRIMARY KEY (organisation_id, entry_id, version);

ALTER TABLE ONLY public.drafts
    ADD CONSTRAINT drafts_pkey PRIMARY KEY (user_id, key);

ALTER TABLE ONLY public.duty_reports
    ADD CONSTRAINT duty_reports_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.evidence
    ADD CONSTRAINT evidence_case_id_number_key UNIQUE (case_id, number);

ALTER TABLE ONLY public.evidence_keys
    ADD CONSTRAINT evidence_keys_pkey PRIMARY KEY (evidence_id);

ALTER TABLE ONLY public.evidence_mistakes
    ADD CONSTRAINT evidence_mistakes_pkey PRIMARY KEY (evidence_id);

ALTER TABLE ONLY public.evidence
    ADD CONSTRAINT evidence_organisation_id_id_key UNIQUE (organisation_id, id);

ALTER TABLE ONLY public.evidence
    ADD CONSTRAINT evidence_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.evidence_scans
    ADD CONSTRAINT evidence_scans_pkey PRIMARY KEY (evidence_id);

ALTER TABLE ONLY public.evidence_unscanned
    ADD CONSTRAINT evidence_unscanned_pkey PRIMARY KEY (evidence_id);

ALTER TABLE ONLY public.explanation_sheets
    ADD CONSTRAINT explanation_sheets_language_tag_version_key UNIQUE (language_tag, version);

ALTER TABLE ONLY public.explanation_sheets
    ADD CONSTRAINT explanation_sheets_organisation_id_id_key UNIQUE (organisation_id, id);

ALTER TABLE ONLY public.explanation_sheets
    ADD CONSTRAINT explanation_sheets_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.exports
    ADD CONSTRAINT exports_organisation_id_id_key UNIQUE (organisation_id, id);

ALTER TABLE ONLY public.exports
    ADD CONSTRAINT exports_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.form_tokens
    ADD CONSTRAINT form_tokens_pkey PRIMARY KEY (token);

ALTER TABLE ONLY public.form_versions
    ADD CONSTRAINT form_versions_organisation_id_version_key UNIQUE (organisation_id, version);

ALTER TABLE ONLY public.form_versions
    ADD CONSTRAINT form_versions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.handoff_answers
    ADD CONSTRAINT handoff_answers_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.handoff_chases
    ADD CONSTRAINT handoff_chases_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.handoff_drafts
    ADD CONSTRAINT handoff_drafts_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.handoff_files
    ADD CONSTRAINT handoff_files_pkey PRIMARY KEY (handoff_id, evidence_id);

ALTER TABLE ONLY public.handoff_inboxes
    ADD CONSTRAINT handoff_inboxes_pkey PRIMARY KEY (organisation_id);

ALTER TABLE ONLY public.handoff_items
    ADD CONSTRAINT handoff_items_pkey PRIMARY KEY (handoff_id, item);

ALTER TABLE ONLY public.handoff_link_readings
    ADD CONSTRAINT handoff_link_readings_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.handoff_link_readings
    ADD CONSTRAINT handoff_link_readings_token_hash_key UNIQUE (token_hash);

ALTER TABLE ONLY public.handoff_links
    ADD CONSTRAINT handoff_links_handoff_id_number_key UNIQUE (handoff_id, number);

ALTER TABLE ONLY public.handoff_links
    ADD CONSTRAINT handoff_links_organisation_id_id_key UNIQUE (organisation_id, id);

ALTER TABLE ONLY public.handoff_links
    ADD CONSTRAINT handoff_links_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.handoff_links
    ADD CONSTRAINT handoff_links_token_hash_key UNIQUE (token_hash);

ALTER TABLE ONLY public.handoff_needs
    ADD CONSTRAINT handoff_needs_pkey PRIMARY KEY (handoff_id, need);

ALTER TABLE ONLY public.handoffs
    ADD CONSTRAINT handoffs_case_id_number_key UNIQUE (case_id, number);

ALTER TABLE ONLY public.handoffs
    ADD CONSTRAINT handoffs_organisation_id_id_key UNIQUE (organisation_id, id);

ALTER TABLE ONLY public.handoffs
    ADD CONSTRAINT handoffs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.holiday_lists
    ADD CONSTRAINT holiday_lists_pkey PRIMARY KEY (version);

ALTER TABLE ONLY public.import_headings
    ADD CONSTRAINT import_headings_pkey PRIMARY KEY (organisation_id, heading_hash);

ALTER TABLE ONLY public.import_progress
    ADD CONSTRAINT import_progress_pkey PRIMARY KEY (import_id);

ALTER TABLE ONLY public.import_rows
    ADD CONSTRAINT import_rows_pkey PRIMARY KEY (import_id, number);

ALTER TABLE ONLY public.imports
    ADD CONSTRAINT imports_organisation_id_id_key UNIQUE (organisation_id, id);

ALTER TABLE ONLY public.imports
    ADD CONSTRAINT imports_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.job_runs
    ADD CONSTRAINT job_runs_pkey PRIMARY KEY (job);

ALTER TABLE ONLY public.lawful_bases
    ADD CONSTRAINT lawful_bases_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.leave_covers
    ADD CONSTRAINT leave_covers_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.mails
    ADD CONSTRAINT mails_message_id_key UNIQUE (message_id);

ALTER TABLE ONLY public.mails
    ADD CONSTRAINT mails_organisation_id_id_key UNIQUE (organisation_id, id);

ALTER TABLE ONLY public.mails
    ADD CONSTRAINT mails_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.nation_changes
    ADD CONSTRAINT nation_changes_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.need_checks
    ADD CONSTRAINT need_checks_organisation_id_id_key UNIQUE (organisation_id, id);

ALTER TABLE ONLY public.need_checks
    ADD CONSTRAINT need_checks_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.need_entries
    ADD CONSTRAINT need_entries_case_id_number_key UNIQUE (case_id, number);

ALTER TABLE ONLY public.need_entries
    ADD CONSTRAINT need_entries_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.notes
    ADD CONSTRAINT notes_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.option_lists
    ADD CONSTRAINT option_lists_organisation_id_name_as_of_key UNIQUE (organisation_id, name, as_of);

ALTER TABLE ONLY public.option_lists
    ADD CONSTRAINT option_lists_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.organisations
    ADD CONSTRAINT organisations_name_key UNIQUE (name);

ALTER TABLE ONLY public.organisations
    ADD CONSTRAINT organisations_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.persons
    ADD CONSTRAINT persons_pkey PRIMARY KEY (case_id);

ALTER TABLE ONLY public.put_offs
    ADD CONSTRAINT put_offs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.reconsideration_plans
    ADD CONSTRAINT reconsideration_plans_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.reconsideration_wanted_answers
    ADD CONSTRAINT reconsideration_wanted_answers_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.reconsideration_wanted_answers
    ADD CONSTRAINT reconsideration_wanted_answers_wanted_id_key UNIQUE (wanted_id);

ALTER TABLE ONLY public.reconsideration_wanted
    ADD CONSTRAINT reconsideration_wanted_organisation_id_id_key UNIQUE (organisation_id, id);

ALTER TABLE ONLY public.reconsideration_wanted
    ADD CONSTRAINT reconsideration_wanted_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.reconsiderations
    ADD CONSTRAINT reconsiderations_decision_id_key UNIQUE (decision_id);

ALTER TABLE ONLY public.reconsiderations
    ADD CONSTRAINT reconsiderations_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.referral_authors
    ADD CONSTRAINT referral_authors_pkey PRIMARY KEY (referral_id, user_id);

ALTER TABLE ONLY public.referral_comments
    ADD CONSTRAINT referral_comments_pkey PRIMARY KEY (review_id, field);

ALTER TABLE ONLY public.referral_earlier_texts
    ADD CONSTRAINT referral_earlier_texts_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.referral_indicators
    ADD CONSTRAINT referral_indicators_pkey PRIMARY KEY (referral_id);

ALTER TABLE ONLY public.referral_reviews
    ADD CONSTRAINT referral_reviews_organisation_id_id_key UNIQUE (organisation_id, id);

ALTER TABLE ONLY public.referral_reviews
    ADD CONSTRAINT referral_reviews_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.referral_tasks
    ADD CONSTRAINT referral_tasks_pkey PRIMARY KEY (referral_id, task);

ALTER TABLE ONLY public.referral_update_steps
    ADD CONSTRAINT referral_update_steps_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.referral_update_steps
    ADD CONSTRAINT referral_update_steps_update_id_step_key UNIQUE (update_id, step);

ALTER TABLE ONLY public.referral_updates
    ADD CONSTRAINT referral_updates_case_id_number_key UNIQUE (case_id, number);

ALTER TABLE ONLY public.referral_updates
    ADD CONSTRAINT referral_updates_organisation_id_id_key UNIQUE (organisation_id, id);

ALTER TABLE ONLY public.referral_updates
    ADD CONSTRAINT referral_updates_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.referral_updates_waiting
    ADD CONSTRAINT referral_updates_waiting_pkey PRIMARY KEY (update_id);

ALTER TABLE ONLY public.referrals
    ADD CONSTRAINT referrals_case_id_key UNIQUE (case_id);

ALTER TABLE ONLY public.referrals
    ADD CONSTRAINT referrals_organisation_id_id_key UNIQUE (organisation_id, id);

ALTER TABLE ONLY public.referrals
    ADD CONSTRAINT referrals_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.reminder_choices
    ADD CONSTRAINT reminder_choices_pkey PRIMARY KEY (user_id);

ALTER TABLE ONLY public.reminders
    ADD CONSTRAINT reminders_deadline_id_step_due_on_key UNIQUE (deadline_id, step, due_on);

ALTER TABLE ONLY public.reminders
    ADD CONSTRAINT reminders_organisation_id_id_key UNIQUE (organisation_id, id);

ALTER TABLE ONLY public.reminders
    ADD CONSTRAINT reminders_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.rule_sets
    ADD CONSTRAINT rule_sets_pkey PRIMARY KEY (version);

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (token_hash);

ALTER TABLE ONLY public.sharing_override_decisions
    ADD CONSTRAINT sharing_override_decisions_pkey PRIMARY KEY (override_id);

ALTER TABLE ONLY public.sharing_override_uses
    ADD CONSTRAINT sharing_override_uses_pkey PRIMARY KEY (override_id);

ALTER TABLE ONLY public.sharing_overrides
    ADD CONSTRAINT sharing_overrides_case_id_number_key UNIQUE (case_id, number);

ALTER TABLE ONLY public.sharing_overrides
    ADD CONSTRAINT sharing_overrides_organisation_id_id_key UNIQUE (organisation_id, id);

ALTER TABLE ONLY public.sharing_overrides
    ADD CONSTRAINT sharing_overrides_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.task_entries
    ADD CONSTRAINT task_entries_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.task_lists
    ADD CONSTRAINT task_lists_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.tasks
    ADD CONSTRAINT tasks_case_id_rule_id_source_key UNIQUE (case_id, rule_id, source);

ALTER TABLE ONLY public.tasks
    ADD CONSTRAINT tasks_organisation_id_id_key UNIQUE (organisation_id, id);

ALTER TABLE ONLY public.tasks
    ADD CONSTRAINT tasks_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.team_members
    ADD CONSTRAINT team_members_pkey PRIMARY KEY (team_id, user_id);

ALTER TABLE ONLY public.teams
    ADD CONSTRAINT teams_organisation_id_id_key UNIQUE (organisation_id, id);

ALTER TABLE ONLY public.teams
    ADD CONSTRAINT teams_organisation_id_name_key UNIQUE (organisation_id, name);

ALTER TABLE ONLY public.teams
    ADD CONSTRAINT teams_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.telling_plans
    ADD CONSTRAINT telling_plans_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.thread_holders
    ADD CONSTRAINT thread_holders_case_id_number_key UNIQUE (case_id, number);

ALTER TABLE ONLY public.thread_holders
    ADD CONSTRAINT thread_holders_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.user_roles
    ADD CONSTRAINT user_roles_pkey PRIMARY KEY (user_id, role);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_organisation_id_id_key UNIQUE (organisation_id, id);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.wishes
    ADD CONSTRAINT wishes_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.withdrawal_notice_entries
    ADD CONSTRAINT withdrawal_notice_entries_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.withdrawal_notices
    ADD CONSTRAINT withdrawal_notices_case_id_number_key UNIQUE (case_id, number);

ALTER TABLE ONLY public.withdrawal_notices
    ADD CONSTRAINT withdrawal_notices_organisation_id_id_key UNIQUE (organisation_id, id);

ALTER TABLE ONLY public.withdrawal_notices
    ADD CONSTRAINT withdrawal_notices_pkey PRIMARY KEY (id);

CREATE INDEX age_assessments_case ON public.age_assessments USING btree (case_id, recorded_at);

CREATE INDEX audit_entries_actor ON public.audit_entries USING btree (organisation_id, actor_id, at);

CREATE INDEX audit_entries_turns ON public.audit_entries USING btree (chain_id, seq) WHERE (action = ANY (ARRAY['case.reassign'::text, 'case.close'::text, 'case.reopen'::text]));

CREATE INDEX audit_finding_steps_finding ON public.audit_finding_steps USING btree (finding_id, taken_at);

CREATE INDEX audit_findings_list ON public.audit_findings USING btree (organisation_id, number DESC);

CREATE INDEX audit_findings_record ON public.audit_findings USING btree (record_id);

CREATE INDEX audit_findings_team ON public.audit_findings USING btree (organisation_id, team_id, number DESC);

CREATE INDEX audit_findings_unclosed ON public.audit_findings USING btree (organisation_id, state, team_id) WHERE (state <> 'closed'::text);

CREATE INDEX book_changes_in_force ON public.book_changes USING btree (organisation_id, applied_at DESC, id DESC);

CREATE INDEX book_moves_case ON public.book_moves USING btree (organisation_id, case_id);

CREATE INDEX book_moves_late ON public.book_moves USING btree (rehearsal_id, number) WHERE late;

CREATE INDEX case_bars_case ON public.case_bars USING btree (case_id);

CREATE INDEX case_events_case ON public.case_events USING btree (case_id, happened_on);

CREATE INDEX case_merges_case ON public.case_merges USING btree (case_id, recorded_at);

CREATE INDEX case_merges_kept ON public.case_merges USING btree (kept_case_id, recorded_at);

CREATE INDEX case_restrictions_case ON public.case_restrictions USING btree (case_id, recorded_at, id);

CREATE INDEX cases_consent_ends ON public.cases USING btree (consent_ends_on) WHERE ((closed_on IS NULL) AND (consent_ends_on IS NOT NULL));

CREATE INDEX cases_home_office ON public.cases USING btree (organisation_id, home_office_reference_hash) WHERE (home_office_reference_hash IS NOT NULL);

CREATE INDEX cases_merged ON public.cases USING btree (merged_into) WHERE (merged_into IS NOT NULL);

CREATE INDEX cases_owner_closed ON public.cases USING btree (organisation_id, owner_id, closed_on DESC, id) WHERE (closed_on IS NOT NULL);

CREATE INDEX cases_owner_due ON public.cases USING btree (organisation_id, owner_id, next_due_on, id) WHERE (closed_on IS NULL);

CREATE INDEX cases_passed_period ON public.cases USING btree (next_due_on) WHERE ((closed_on IS NULL) AND (NOT next_due_is_limit));

CREATE INDEX cases_review ON public.cases USING btree (organisation_id, team_id, state_since) WHERE (state = 'review'::text);

CREATE INDEX cases_team ON public.cases USING btree (organisation_id, team_id);

CREATE INDEX cases_team_closed ON public.cases USING btree (organisation_id, team_id, closed_on DESC, id) WHERE (closed_on IS NOT NULL);

CREATE INDEX cases_team_due ON public.cases USING btree (organisation_id, team_id, next_due_on, id) WHERE (closed_on IS NULL);

CREATE INDEX cases_team_owner ON public.cases USING btree (organisation_id, team_id, owner_id, next_due_on) WHERE (closed_on IS NULL);

CREATE INDEX cases_withdrawn ON public.cases USING btree (organisation_id, team_id, state_since) WHERE ((consent_status = 'withdrawn'::text) AND (closed_on IS NULL));

CREATE INDEX chronology_entries_case ON public.chronology_entries USING btree (case_id, written_at);

CREATE INDEX consent_corrections_case ON public.consent_corrections USING btree (case_id);

CREATE INDEX consent_corrections_record ON public.consent_corrections USING btree (record_id);

CREATE INDEX consent_corrections_widening ON public.consent_corrections USING btree (organisation_id, recorded_at) WHERE widens;

CREATE INDEX consent_records_language ON public.consent_records USING btree (organisation_id, lower(language), recorded_at DESC, id);

CREATE INDEX consent_records_method ON public.consent_records USING btree (organisation_id, explained_how, recorded_at DESC, id);

CREATE INDEX consent_records_outcome ON public.consent_records USING btree (organisation_id, status, recorded_at DESC, id);

CREATE INDEX consent_records_register ON public.consent_records USING btree (organisation_id, recorded_at DESC, id);

CREATE INDEX consent_records_sheet ON public.consent_records USING btree (organisation_id, sheet_version, recorded_at DESC, id);

CREATE INDEX consent_records_worker ON public.consent_records USING btree (organisation_id, recorded_by, recorded_at DESC, id);

CREATE INDEX consent_reviews_period ON public.consent_reviews USING btree (organisation_id, reviewed_at);

CREATE INDEX consent_reviews_record ON public.consent_reviews USING btree (record_id, reviewed_at DESC);

CREATE INDEX date_corrections_case ON public.date_corrections USING btree (case_id, corrected_at);

CREATE INDEX deadline_adjustments_case ON public.deadline_adjustments USING btree (case_id, recorded_at);

CREATE INDEX deadlines_case ON public.deadlines USING btree (case_id);

CREATE UNIQUE INDEX deadlines_current ON public.deadlines USING btree (case_id, rule_id, trigger_source) WHERE (status <> 'superseded'::text);

CREATE INDEX deadlines_of_owner ON public.deadlines USING btree (organisation_id, owner_id, day, id) INCLUDE (is_limit) WHERE ((status = 'open'::text) AND case_open);

CREATE INDEX deadlines_of_team ON public.deadlines USING btree (organisation_id, team_id, day, id) INCLUDE (is_limit, rule_id, nation, owner_id) WHERE ((status = 'open'::text) AND case_open);

CREATE INDEX deadlines_open ON public.deadlines USING btree (case_id, due_on) WHERE (status = 'open'::text);

CREATE INDEX decisions_case ON public.decisions USING btree (case_id, recorded_at);

CREATE INDEX decisions_waiting_team ON public.decisions_waiting USING btree (organisation_id, team_id, recorded_at);

CREATE INDEX deliveries_covering ON public.deliveries USING btree (covering_for, user_id) WHERE ((covering_for IS NOT NULL) AND (seen_at IS NULL) AND (over_at IS NULL));

CREATE INDEX deliveries_digest ON public.deliveries USING btree (user_id) WHERE ((by_mail = 'digest'::text) AND (mail_id IS NULL) AND (seen_at IS NULL) AND (over_at IS NULL));

CREATE INDEX deliveries_mail ON public.deliveries USING btree (mail_id);

CREATE INDEX deliveries_open ON public.deliveries USING btree (user_id, id DESC) WHERE ((seen_at IS NULL) AND (over_at IS NULL));

CREATE INDEX deliveries_user ON public.deliveries USING btree (user_id, id DESC);

CREATE INDEX duty_reports_case ON public.duty_reports USING btree (case_id);

CREATE INDEX evidence_unscanned_organisation ON public.evidence_unscanned USING btree (organisation_id, held);

CREATE INDEX evidence_unscanned_tried ON public.evidence_unscanned USING btree (tried_at, evidence_id);

CREATE INDEX explanation_sheets_organisation ON public.explanation_sheets USING btree (organisation_id, written_at DESC);

CREATE INDEX exports_case ON public.exports USING btree (case_id, exported_at);

CREATE INDEX handoff_answers_handoff ON public.handoff_answers USING btree (handoff_id, recorded_at);

CREATE INDEX handoff_chases_handoff ON public.handoff_chases USING btree (handoff_id, chased_at);

CREATE INDEX handoff_drafts_case ON public.handoff_drafts USING btree (case_id, begun_at);

CREATE INDEX handoff_link_readings_ends ON public.handoff_link_readings USING btree (ends_at);

CREATE INDEX handoff_link_readings_link ON public.handoff_link_readings USING btree (link_id);

CREATE UNIQUE INDEX handoff_links_open ON public.handoff_links USING btree (handoff_id) WHERE (ended_at IS NULL);

CREATE INDEX handoff_needs_case ON public.handoff_needs USING btree (case_id, need);

CREATE INDEX handoffs_open ON public.handoffs USING btree (organisation_id, team_id, answer_due_at, id) WHERE (closed_at IS NULL);

CREATE INDEX handoffs_received ON public.handoffs USING btree (receiver_organisation_id, sent_at DESC, id DESC) WHERE (receiver_organisation_id IS NOT NULL);

CREATE INDEX handoffs_waiting ON public.handoffs USING btree (receiver_organisation_id) WHERE ((receiver_organisation_id IS NOT NULL) AND (state = ANY (ARRAY['sent'::text, 'seen'::text, 'no_answer'::text, 'accepted'::text])));

CREATE INDEX import_rows_case ON public.import_rows USING btree (case_id) WHERE (case_id IS NOT NULL);

CREATE INDEX import_rows_state ON public.import_rows USING btree (import_id, state, number);

CREATE INDEX imports_organisation ON public.imports USING btree (organisation_id, begun_at DESC);

CREATE INDEX imports_queued ON public.imports USING btree (begun_at) WHERE (state = ANY (ARRAY['queued'::text, 'undoing'::text]));

CREATE INDEX lawful_bases_newest ON public.lawful_bases USING btree (organisation_id, case_id, recorded_at DESC);

CREATE INDEX leave_covers_cover ON public.leave_covers USING btree (cover_id, until_on) WHERE (ended_at IS NULL);

CREATE INDEX leave_covers_organisation ON public.leave_covers USING btree (organisation_id, until_on) WHERE (ended_at IS NULL);

CREATE INDEX leave_covers_user ON public.leave_covers USING btree (user_id, until_on) WHERE (ended_at IS NULL);

CREATE INDEX mails_due ON public.mails USING btree (next_attempt_at, id) WHERE (state = ANY (ARRAY['waiting'::text, 'failed'::text, 'sending'::text]));

CREATE INDEX mails_link ON public.mails USING btree (link_id) WHERE (link_id IS NOT NULL);

CREATE INDEX mails_open ON public.mails USING btree (organisation_id) WHERE (state = ANY (ARRAY['waiting'::text, 'failed'::text, 'sending'::text]));

CREATE INDEX mails_parked ON public.mails USING btree (organisation_id, id) WHERE (state = 'parked'::text);

CREATE INDEX mails_sent ON public.mails USING btree (organisation_id, sent_at) WHERE (sent_at IS NOT NULL);

CREATE INDEX nation_changes_case ON public.nation_changes USING btree (case_id, changed_at);

CREATE INDEX need_checks_case ON public.need_checks USING btree (case_id, recorded_at);

CREATE INDEX need_entries_latest ON public.need_entries USING btree (case_id, need, number DESC);

CREATE INDEX notes_case ON public.notes USING btree (case_id, written_at DESC, id);

CREATE INDEX persons_birth ON public.persons USING btree (organisation_id, birth_key) WHERE (birth_key IS NOT NULL);

CREATE INDEX persons_contact ON public.persons USING gin (contact_keys);

CREATE INDEX persons_name ON public.persons USING gin (name_hashes);

CREATE INDEX persons_sound ON public.persons USING gin (sound_keys);

CREATE INDEX persons_without_keys ON public.persons USING btree (case_id) WHERE (sound_keys IS NULL);

CREATE INDEX put_offs_delivery ON public.put_offs USING btree (delivery_id, put_off_at DESC);

CREATE INDEX reconsideration_plans_decision ON public.reconsideration_plans USING btree (decision_id, planned_at DESC);

CREATE INDEX reconsideration_wanted_decision ON public.reconsideration_wanted USING btree (decision_id, added_at);

CREATE INDEX reconsiderations_case ON public.reconsiderations USING btree (case_id);

CREATE INDEX referral_earlier_texts_field ON public.referral_earlier_texts USING btree (referral_id, field, replaced_at DESC);

CREATE INDEX referral_reviews_referral ON public.referral_reviews USING btree (referral_id, reviewed_at DESC);

CREATE INDEX referral_tasks_writer ON public.referral_tasks USING btree (updated_by, task, updated_at DESC);

CREATE INDEX referral_updates_waiting_organisation ON public.referral_updates_waiting USING btree (organisation_id);

CREATE INDEX reminders_case ON public.reminders USING btree (case_id);

CREATE INDEX reminders_waiting ON public.reminders USING btree (due_on, id) WHERE (state = 'waiting'::text);

CREATE INDEX sessions_expires ON public.sessions USING btree (expires_at);

CREATE INDEX sessions_user ON public.sessions USING btree (user_id) WHERE (user_id IS NOT NULL);

CREATE INDEX sharing_overrides_expires ON public.sharing_overrides USING btree (organisation_id, expires_at);

CREATE INDEX sharing_overrides_organisation ON public.sharing_overrides USING btree (organisation_id, requested_at DESC, id);

CREATE INDEX task_entries_task ON public.task_entries USING btree (task_id, recorded_at);

CREATE INDEX task_lists_latest ON public.task_lists USING btree (organisation_id, loaded_at DESC);

CREATE INDEX tasks_open_case ON public.tasks USING btree (case_id, due_on, id) WHERE (state = 'open'::text);

CREATE INDEX tasks_open_given ON public.tasks USING btree (given_to, due_on, id) WHERE ((state = 'open'::text) AND (given_to IS NOT NULL));

CREATE INDEX tasks_open_organisation ON public.tasks USING btree (organisation_id, due_on, id) WHERE (state = 'open'::text);

CREATE INDEX team_members_user ON public.team_members USING btree (user_id);

CREATE INDEX telling_plans_decision ON public.telling_plans USING btree (decision_id, planned_at DESC);

CREATE UNIQUE INDEX users_email ON public.users USING btree (lower(email));

CREATE INDEX wishes_case ON public.wishes USING btree (case_id, recorded_at);

CREATE INDEX withdrawal_notice_entries_notice ON public.withdrawal_notice_entries USING btree (notice_id, recorded_at);

CREATE INDEX withdrawal_notices_open ON public.withdrawal_notices USING btree (organisation_id, opened_at, id) WHERE (acknowledged_at IS NULL);

CREATE TRIGGER age_assessments_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.age_assessments FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER audit_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_entries FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER audit_finding_steps_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_finding_steps FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER audit_heads_stay BEFORE DELETE OR TRUNCATE ON public.audit_heads FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER audit_leaves_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_leaves FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER audit_nodes_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_nodes FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER audit_sample_items_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_sample_items FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER audit_samples_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_samples FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER audit_seals_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_seals FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER audit_sign_offs_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_sign_offs FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER book_changes_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.book_changes FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER case_events_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.case_events FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER case_merges_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.case_merges FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER case_restrictions_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.case_restrictions FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER cases_give_to_deadlines AFTER UPDATE OF team_id, owner_id, nation, closed_on ON public.cases FOR EACH ROW WHEN (((old.team_id IS DISTINCT FROM new.team_id) OR (old.owner_id IS DISTINCT FROM new.owner_id) OR (old.nation IS DISTINCT FROM new.nation) OR ((old.closed_on IS NULL) IS DISTINCT FROM (new.closed_on IS NULL)))) EXECUTE FUNCTION public.case_gives_to_deadlines();

CREATE TRIGGER chronology_entries_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.chronology_entries FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER client_contact_results_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.client_contact_results FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER client_contacts_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.client_contacts FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER consent_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.consent_records FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER consent_correction_reviews_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.consent_correction_reviews FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER consent_corrections_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.consent_corrections FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER consent_reviews_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.consent_reviews FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER date_corrections_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.date_corrections FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER deadline_adjustments_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.deadline_adjustments FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER deadlines_take_from_case BEFORE INSERT ON public.deadlines FOR EACH ROW EXECUTE FUNCTION public.deadline_takes_from_case();

CREATE TRIGGER decision_reviews_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.decision_reviews FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER decision_tellings_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.decision_tellings FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER decisions_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.decisions FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER directory_entries_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.directory_entries FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER duty_reports_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.duty_reports FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER evidence_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.evidence FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER evidence_mistakes_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.evidence_mistakes FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER evidence_scans_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.evidence_scans FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER explanation_sheets_published BEFORE DELETE OR UPDATE ON public.explanation_sheets FOR EACH ROW WHEN ((old.published_at IS NOT NULL)) EXECUTE FUNCTION public.refuse_published_change();

CREATE TRIGGER explanation_sheets_truncated BEFORE TRUNCATE ON public.explanation_sheets FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_published_change();

CREATE TRIGGER exports_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.exports FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER form_versions_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.form_versions FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER handoff_answers_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.handoff_answers FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER handoff_chases_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.handoff_chases FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER handoff_files_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.handoff_files FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER handoff_items_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.handoff_items FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER handoff_needs_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.handoff_needs FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER holiday_lists_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.holiday_lists FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER lawful_bases_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.lawful_bases FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER nation_changes_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.nation_changes FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER need_checks_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.need_checks FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER need_entries_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.need_entries FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER notes_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.notes FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER option_lists_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.option_lists FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER put_offs_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.put_offs FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER reconsideration_plans_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.reconsideration_plans FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER reconsideration_wanted_answers_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.reconsideration_wanted_answers FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER reconsideration_wanted_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.reconsideration_wanted FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER reconsiderations_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.reconsiderations FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER referral_comments_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.referral_comments FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER referral_earlier_texts_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.referral_earlier_texts FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER referral_reviews_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.referral_reviews FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER referral_update_steps_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.referral_update_steps FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER referral_updates_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.referral_updates FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER rule_sets_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.rule_sets FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER sharing_override_decisions_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.sharing_override_decisions FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER sharing_override_uses_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.sharing_override_uses FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER sharing_overrides_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.sharing_overrides FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER task_entries_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.task_entries FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER task_lists_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.task_lists FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER telling_plans_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.telling_plans FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER thread_holders_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.thread_holders FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER wishes_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.wishes FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

CREATE TRIGGER withdrawal_notice_entries_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.withdrawal_notice_entries FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE ONLY public.age_assessments
    ADD CONSTRAINT age_assessments_organisation_id_case_id_fkey FOREIGN KEY (organisation_id, case_id) REFERENCES public.cases(organisation_id, id);

ALTER TABLE ONLY public.age_assessments
    ADD CONSTRAINT age_assessments_organisation_id_recorded_by_fkey FOREIGN KEY (organisation_id, recorded_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.audit_entries
    ADD CONSTRAINT audit_entries_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(id);

ALTER TABLE ONLY public.audit_finding_steps
    ADD CONSTRAINT audit_finding_steps_organisation_id_finding_id_fkey FOREIGN KEY (organisation_id, finding_id) REFERENCES public.audit_findings(organisation_id, id);

ALTER TABLE ONLY public.audit_finding_steps
    ADD CONSTRAINT audit_finding_steps_organisation_id_taken_by_fkey FOREIGN KEY (organisation_id, taken_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.audit_findings
    ADD CONSTRAINT audit_findings_organisation_id_raised_by_fkey FOREIGN KEY (organisation_id, raised_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.audit_findings
    ADD CONSTRAINT audit_findings_organisation_id_record_id_fkey FOREIGN KEY (organisation_id, record_id) REFERENCES public.consent_records(organisation_id, id);

ALTER TABLE ONLY public.audit_findings
    ADD CONSTRAINT audit_findings_organisation_id_team_id_fkey FOREIGN KEY (organisation_id, team_id) REFERENCES public.teams(organisation_id, id);

ALTER TABLE ONLY public.audit_heads
    ADD CONSTRAINT audit_heads_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(id);

ALTER TABLE ONLY public.audit_sample_items
    ADD CONSTRAINT audit_sample_items_organisation_id_record_id_fkey FOREIGN KEY (organisation_id, record_id) REFERENCES public.consent_records(organisation_id, id);

ALTER TABLE ONLY public.audit_sample_items
    ADD CONSTRAINT audit_sample_items_organisation_id_sample_id_fkey FOREIGN KEY (organisation_id, sample_id) REFERENCES public.audit_samples(organisation_id, id);

ALTER TABLE ONLY public.audit_samples
    ADD CONSTRAINT audit_samples_organisation_id_drawn_by_fkey FOREIGN KEY (organisation_id, drawn_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.audit_samples
    ADD CONSTRAINT audit_samples_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(id);

ALTER TABLE ONLY public.audit_samples
    ADD CONSTRAINT audit_samples_organisation_id_team_id_fkey FOREIGN KEY (organisation_id, team_id) REFERENCES public.teams(organisation_id, id);

ALTER TABLE ONLY public.audit_seal_mails
    ADD CONSTRAINT audit_seal_mails_organisation_id_user_id_fkey FOREIGN KEY (organisation_id, user_id) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.audit_sign_offs
    ADD CONSTRAINT audit_sign_offs_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(id);

ALTER TABLE ONLY public.audit_sign_offs
    ADD CONSTRAINT audit_sign_offs_organisation_id_signed_by_fkey FOREIGN KEY (organisation_id, signed_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.audit_unsealed
    ADD CONSTRAINT audit_unsealed_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(id);

ALTER TABLE ONLY public.book_changes
    ADD CONSTRAINT book_changes_calendar_version_fkey FOREIGN KEY (calendar_version) REFERENCES public.holiday_lists(version);

ALTER TABLE ONLY public.book_changes
    ADD CONSTRAINT book_changes_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(id);

ALTER TABLE ONLY public.book_changes
    ADD CONSTRAINT book_changes_rules_version_fkey FOREIGN KEY (rules_version) REFERENCES public.rule_sets(version);

ALTER TABLE ONLY public.book_moves
    ADD CONSTRAINT book_moves_organisation_id_case_id_fkey FOREIGN KEY (organisation_id, case_id) REFERENCES public.cases(organisation_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.book_moves
    ADD CONSTRAINT book_moves_organisation_id_rehearsal_id_fkey FOREIGN KEY (organisation_id, rehearsal_id) REFERENCES public.book_rehearsals(organisation_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.book_rehearsals
    ADD CONSTRAINT book_rehearsals_calendar_version_fkey FOREIGN KEY (calendar_version) REFERENCES public.holiday_lists(version);

ALTER TABLE ONLY public.book_rehearsals
    ADD CONSTRAINT book_rehearsals_from_calendar_version_fkey FOREIGN KEY (from_calendar_version) REFERENCES public.holiday_lists(version);

ALTER TABLE ONLY public.book_rehearsals
    ADD CONSTRAINT book_rehearsals_from_rules_version_fkey FOREIGN KEY (from_rules_version) REFERENCES public.rule_sets(version);

ALTER TABLE ONLY public.book_rehearsals
    ADD CONSTRAINT book_rehearsals_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(id);

ALTER TABLE ONLY public.book_rehearsals
    ADD CONSTRAINT book_rehearsals_rules_version_fkey FOREIGN KEY (rules_version) REFERENCES public.rule_sets(version);

ALTER TABLE ONLY public.calendar_feeds
    ADD CONSTRAINT calendar_feeds_organisation_id_user_id_fkey FOREIGN KEY (organisation_id, user_id) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.case_bars
    ADD CONSTRAINT case_bars_organisation_id_case_id_fkey FOREIGN KEY (organisation_id, case_id) REFERENCES public.cases(organisation_id, id);

ALTER TABLE ONLY public.case_bars
    ADD CONSTRAINT case_bars_organisation_id_restriction_id_fkey FOREIGN KEY (organisation_id, restriction_id) REFERENCES public.case_restrictions(organisation_id, id);

ALTER TABLE ONLY public.case_bars
    ADD CONSTRAINT case_bars_organisation_id_user_id_fkey FOREIGN KEY (organisation_id, user_id) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.case_events
    ADD CONSTRAINT case_events_organisation_id_about_fkey FOREIGN KEY (organisation_id, about) REFERENCES public.case_events(organisation_id, id);

ALTER TABLE ONLY public.case_events
    ADD CONSTRAINT case_events_organisation_id_case_id_fkey FOREIGN KEY (organisation_id, case_id) REFERENCES public.cases(organisation_id, id);

ALTER TABLE ONLY public.case_events
    ADD CONSTRAINT case_events_organisation_id_recorded_by_fkey FOREIGN KEY (organisation_id, recorded_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.case_merges
    ADD CONSTRAINT case_merges_organisation_id_case_id_fkey FOREIGN KEY (organisation_id, case_id) REFERENCES public.cases(organisation_id, id);

ALTER TABLE ONLY public.case_merges
    ADD CONSTRAINT case_merges_organisation_id_kept_case_id_fkey FOREIGN KEY (organisation_id, kept_case_id) REFERENCES public.cases(organisation_id, id);

ALTER TABLE ONLY public.case_merges
    ADD CONSTRAINT case_merges_organisation_id_recorded_by_fkey FOREIGN KEY (organisation_id, recorded_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.case_restrictions
    ADD CONSTRAINT case_restrictions_organisation_id_case_id_fkey FOREIGN KEY (organisation_id, case_id) REFERENCES public.cases(organisation_id, id);

ALTER TABLE ONLY public.case_restrictions
    ADD CONSTRAINT case_restrictions_organisation_id_recorded_by_fkey FOREIGN KEY (organisation_id, recorded_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.case_restrictions
    ADD CONSTRAINT case_restrictions_organisation_id_user_id_fkey FOREIGN KEY (organisation_id, user_id) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.cases
    ADD CONSTRAINT cases_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(id);

ALTER TABLE ONLY public.cases
    ADD CONSTRAINT cases_organisation_id_merged_into_fkey FOREIGN KEY (organisation_id, merged_into) REFERENCES public.cases(organisation_id, id);

ALTER TABLE ONLY public.cases
    ADD CONSTRAINT cases_organisation_id_owner_id_fkey FOREIGN KEY (organisation_id, owner_id) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.cases
    ADD CONSTRAINT cases_organisation_id_team_id_fkey FOREIGN KEY (organisation_id, team_id) REFERENCES public.teams(organisation_id, id);

ALTER TABLE ONLY public.chronology_entries
    ADD CONSTRAINT chronology_entries_organisation_id_case_id_fkey FOREIGN KEY (organisation_id, case_id) REFERENCES public.cases(organisation_id, id);

ALTER TABLE ONLY public.chronology_entries
    ADD CONSTRAINT chronology_entries_organisation_id_replaces_fkey FOREIGN KEY (organisation_id, replaces) REFERENCES public.chronology_entries(organisation_id, id);

ALTER TABLE ONLY public.chronology_entries
    ADD CONSTRAINT chronology_entries_organisation_id_written_by_fkey FOREIGN KEY (organisation_id, written_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.client_contact_results
    ADD CONSTRAINT client_contact_results_organisation_id_contact_id_fkey FOREIGN KEY (organisation_id, contact_id) REFERENCES public.client_contacts(organisation_id, id);

ALTER TABLE ONLY public.client_contact_results
    ADD CONSTRAINT client_contact_results_organisation_id_recorded_by_fkey FOREIGN KEY (organisation_id, recorded_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.client_contacts
    ADD CONSTRAINT client_contacts_organisation_id_case_id_fkey FOREIGN KEY (organisation_id, case_id) REFERENCES public.cases(organisation_id, id);

ALTER TABLE ONLY public.client_contacts
    ADD CONSTRAINT client_contacts_organisation_id_judged_by_fkey FOREIGN KEY (organisation_id, judged_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.consent_correction_reviews
    ADD CONSTRAINT consent_correction_reviews_organisation_id_correction_id_fkey FOREIGN KEY (organisation_id, correction_id) REFERENCES public.consent_corrections(organisation_id, id);

ALTER TABLE ONLY public.consent_correction_reviews
    ADD CONSTRAINT consent_correction_reviews_organisation_id_reviewed_by_fkey FOREIGN KEY (organisation_id, reviewed_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.consent_corrections
    ADD CONSTRAINT consent_corrections_organisation_id_case_id_fkey FOREIGN KEY (organisation_id, case_id) REFERENCES public.cases(organisation_id, id);

ALTER TABLE ONLY public.consent_corrections
    ADD CONSTRAINT consent_corrections_organisation_id_record_id_fkey FOREIGN KEY (organisation_id, record_id) REFERENCES public.consent_records(organisation_id, id);

ALTER TABLE ONLY public.consent_corrections
    ADD CONSTRAINT consent_corrections_organisation_id_recorded_by_fkey FOREIGN KEY (organisation_id, recorded_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.consent_records
    ADD CONSTRAINT consent_records_organisation_id_case_id_fkey FOREIGN KEY (organisation_id, case_id) REFERENCES public.cases(organisation_id, id);

ALTER TABLE ONLY public.consent_records
    ADD CONSTRAINT consent_records_organisation_id_recorded_by_fkey FOREIGN KEY (organisation_id, recorded_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.consent_reviews
    ADD CONSTRAINT consent_reviews_organisation_id_record_id_fkey FOREIGN KEY (organisation_id, record_id) REFERENCES public.consent_records(organisation_id, id);

ALTER TABLE ONLY public.consent_reviews
    ADD CONSTRAINT consent_reviews_organisation_id_reviewed_by_fkey FOREIGN KEY (organisation_id, reviewed_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.consent_reviews
    ADD CONSTRAINT consent_reviews_organisation_id_sample_id_fkey FOREIGN KEY (organisation_id, sample_id) REFERENCES public.audit_samples(organisation_id, id);

ALTER TABLE ONLY public.date_corrections
    ADD CONSTRAINT date_corrections_organisation_id_case_id_fkey FOREIGN KEY (organisation_id, case_id) REFERENCES public.cases(organisation_id, id);

ALTER TABLE ONLY public.date_corrections
    ADD CONSTRAINT date_corrections_organisation_id_corrected_by_fkey FOREIGN KEY (organisation_id, corrected_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.deadline_adjustments
    ADD CONSTRAINT deadline_adjustments_organisation_id_case_id_fkey FOREIGN KEY (organisation_id, case_id) REFERENCES public.cases(organisation_id, id);

ALTER TABLE ONLY public.deadline_adjustments
    ADD CONSTRAINT deadline_adjustments_organisation_id_recorded_by_fkey FOREIGN KEY (organisation_id, recorded_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.deadline_adjustments
    ADD CONSTRAINT deadline_adjustments_organisation_id_takes_back_fkey FOREIGN KEY (organisation_id, takes_back) REFERENCES public.deadline_adjustments(organisation_id, id);

ALTER TABLE ONLY public.deadlines
    ADD CONSTRAINT deadlines_organisation_id_adjusted_by_fkey FOREIGN KEY (organisation_id, adjusted_by) REFERENCES public.deadline_adjustments(organisation_id, id);

ALTER TABLE ONLY public.deadlines
    ADD CONSTRAINT deadlines_organisation_id_case_id_fkey FOREIGN KEY (organisation_id, case_id) REFERENCES public.cases(organisation_id, id);

ALTER TABLE ONLY public.decision_reviews
    ADD CONSTRAINT decision_reviews_organisation_id_decision_id_fkey FOREIGN KEY (organisation_id, decision_id) REFERENCES public.decisions(organisation_id, id);

ALTER TABLE ONLY public.decision_reviews
    ADD CONSTRAINT decision_reviews_organisation_id_reviewed_by_fkey FOREIGN KEY (organisation_id, reviewed_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.decision_tellings
    ADD CONSTRAINT decision_tellings_organisation_id_decision_id_fkey FOREIGN KEY (organisation_id, decision_id) REFERENCES public.decisions(organisation_id, id);

ALTER TABLE ONLY public.decision_tellings
    ADD CONSTRAINT decision_tellings_organisation_id_recorded_by_fkey FOREIGN KEY (organisation_id, recorded_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.decisions
    ADD CONSTRAINT decisions_organisation_id_case_id_fkey FOREIGN KEY (organisation_id, case_id) REFERENCES public.cases(organisation_id, id);

ALTER TABLE ONLY public.decisions
    ADD CONSTRAINT decisions_organisation_id_recorded_by_fkey FOREIGN KEY (organisation_id, recorded_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.decisions_waiting
    ADD CONSTRAINT decisions_waiting_organisation_id_case_id_fkey FOREIGN KEY (organisation_id, case_id) REFERENCES public.cases(organisation_id, id);

ALTER TABLE ONLY public.decisions_waiting
    ADD CONSTRAINT decisions_waiting_organisation_id_decision_id_fkey FOREIGN KEY (organisation_id, decision_id) REFERENCES public.decisions(organisation_id, id);

ALTER TABLE ONLY public.deliveries
    ADD CONSTRAINT deliveries_organisation_id_covering_for_fkey FOREIGN KEY (organisation_id, covering_for) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.deliveries
    ADD CONSTRAINT deliveries_organisation_id_mail_id_fkey FOREIGN KEY (organisation_id, mail_id) REFERENCES public.mails(organisation_id, id);

ALTER TABLE ONLY public.deliveries
    ADD CONSTRAINT deliveries_organisation_id_reminder_id_fkey FOREIGN KEY (organisation_id, reminder_id) REFERENCES public.reminders(organisation_id, id);

ALTER TABLE ONLY public.deliveries
    ADD CONSTRAINT deliveries_organisation_id_user_id_fkey FOREIGN KEY (organisation_id, user_id) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.directory_entries
    ADD CONSTRAINT directory_entries_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(id);

ALTER TABLE ONLY public.directory_entries
    ADD CONSTRAINT directory_entries_organisation_id_written_by_fkey FOREIGN KEY (organisation_id, written_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.drafts
    ADD CONSTRAINT drafts_organisation_id_user_id_fkey FOREIGN KEY (organisation_id, user_id) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.duty_reports
    ADD CONSTRAINT duty_reports_organisation_id_case_id_fkey FOREIGN KEY (organisation_id, case_id) REFERENCES public.cases(organisation_id, id);

ALTER TABLE ONLY public.duty_reports
    ADD CONSTRAINT duty_reports_organisation_id_consent_record_id_fkey FOREIGN KEY (organisation_id, consent_record_id) REFERENCES public.consent_records(organisation_id, id);

ALTER TABLE ONLY public.duty_reports
    ADD CONSTRAINT duty_reports_organisation_id_recorded_by_fkey FOREIGN KEY (organisation_id, recorded_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.evidence_keys
    ADD CONSTRAINT evidence_keys_organisation_id_evidence_id_fkey FOREIGN KEY (organisation_id, evidence_id) REFERENCES public.evidence(organisation_id, id);

ALTER TABLE ONLY public.evidence_mistakes
    ADD CONSTRAINT evidence_mistakes_organisation_id_evidence_id_fkey FOREIGN KEY (organisation_id, evidence_id) REFERENCES public.evidence(organisation_id, id);

ALTER TABLE ONLY public.evidence_mistakes
    ADD CONSTRAINT evidence_mistakes_organisation_id_recorded_by_fkey FOREIGN KEY (organisation_id, recorded_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.evidence
    ADD CONSTRAINT evidence_organisation_id_added_by_fkey FOREIGN KEY (organisation_id, added_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.evidence
    ADD CONSTRAINT evidence_organisation_id_case_id_fkey FOREIGN KEY (organisation_id, case_id) REFERENCES public.cases(organisation_id, id);

ALTER TABLE ONLY public.evidence
    ADD CONSTRAINT evidence_organisation_id_consent_record_id_fkey FOREIGN KEY (organisation_id, consent_record_id) REFERENCES public.consent_records(organisation_id, id);

ALTER TABLE ONLY public.evidence
    ADD CONSTRAINT evidence_organisation_id_decision_id_fkey FOREIGN KEY (organisation_id, decision_id) REFERENCES public.decisions(organisation_id, id);

ALTER TABLE ONLY public.evidence
    ADD CONSTRAINT evidence_organisation_id_handoff_id_fkey FOREIGN KEY (organisation_id, handoff_id) REFERENCES public.handoffs(organisation_id, id);

ALTER TABLE ONLY public.evidence_scans
    ADD CONSTRAINT evidence_scans_organisation_id_evidence_id_fkey FOREIGN KEY (organisation_id, evidence_id) REFERENCES public.evidence(organisation_id, id);

ALTER TABLE ONLY public.evidence_unscanned
    ADD CONSTRAINT evidence_unscanned_organisation_id_case_id_fkey FOREIGN KEY (organisation_id, case_id) REFERENCES public.cases(organisation_id, id);

ALTER TABLE ONLY public.evidence_unscanned
    ADD CONSTRAINT evidence_unscanned_organisation_id_evidence_id_fkey FOREIGN KEY (organisation_id, evidence_id) REFERENCES public.evidence(organisation_id, id);

ALTER TABLE ONLY public.explanation_sheets
    ADD CONSTRAINT explanation_sheets_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(id);

ALTER TABLE ONLY public.explanation_sheets
    ADD CONSTRAINT explanation_sheets_organisation_id_published_by_fkey FOREIGN KEY (organisation_id, published_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.explanation_sheets
    ADD CONSTRAINT explanation_sheets_organisation_id_written_by_fkey FOREIGN KEY (organisation_id, written_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.exports
    ADD CONSTRAINT exports_organisation_id_case_id_fkey FOREIGN KEY (organisation_id, case_id) REFERENCES public.cases(organisation_id, id);

ALTER TABLE ONLY public.exports
    ADD CONSTRAINT exports_organisation_id_consent_record_id_fkey FOREIGN KEY (organisation_id, consent_record_id) REFERENCES public.consent_records(organisation_id, id);

ALTER TABLE ONLY public.exports
    ADD CONSTRAINT exports_organisation_id_exported_by_fkey FOREIGN KEY (organisation_id, exported_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.form_tokens
    ADD CONSTRAINT form_tokens_organisation_id_user_id_fkey FOREIGN KEY (organisation_id, user_id) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.form_versions
    ADD CONSTRAINT form_versions_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(id);

ALTER TABLE ONLY public.handoff_answers
    ADD CONSTRAINT handoff_answers_organisation_id_handoff_id_fkey FOREIGN KEY (organisation_id, handoff_id) REFERENCES public.handoffs(organisation_id, id);

ALTER TABLE ONLY public.handoff_answers
    ADD CONSTRAINT handoff_answers_organisation_id_recorded_by_fkey FOREIGN KEY (organisation_id, recorded_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.handoff_chases
    ADD CONSTRAINT handoff_chases_organisation_id_chased_by_fkey FOREIGN KEY (organisation_id, chased_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.handoff_chases
    ADD CONSTRAINT handoff_chases_organisation_id_handoff_id_fkey FOREIGN KEY (organisation_id, handoff_id) REFERENCES public.handoffs(organisation_id, id);

ALTER TABLE ONLY public.handoff_drafts
    ADD CONSTRAINT handoff_drafts_organisation_id_begun_by_fkey FOREIGN KEY (organisation_id, begun_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.handoff_drafts
    ADD CONSTRAINT handoff_drafts_organisation_id_case_id_fkey FOREIGN KEY (organisation_id, case_id) REFERENCES public.cases(organisation_id, id);

ALTER TABLE ONLY public.handoff_drafts
    ADD CONSTRAINT handoff_drafts_organisation_id_saved_by_fkey FOREIGN KEY (organisation_id, saved_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.handoff_files
    ADD CONSTRAINT handoff_files_organisation_id_consent_record_id_fkey FOREIGN KEY (organisation_id, consent_record_id) REFERENCES public.consent_records(organisation_id, id);

ALTER TABLE ONLY public.handoff_files
    ADD CONSTRAINT handoff_files_organisation_id_evidence_id_fkey FOREIGN KEY (organisation_id, evidence_id) REFERENCES public.evidence(organisation_id, id);

ALTER TABLE ONLY public.handoff_files
    ADD CONSTRAINT handoff_files_organisation_id_handoff_id_fkey FOREIGN KEY (organisation_id, handoff_id) REFERENCES public.handoffs(organisation_id, id);

ALTER TABLE ONLY public.handoff_inboxes
    ADD CONSTRAINT handoff_inboxes_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(id);

ALTER TABLE ONLY public.handoff_inboxes
    ADD CONSTRAINT handoff_inboxes_organisation_id_opened_by_fkey FOREIGN KEY (organisation_id, opened_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.handoff_items
    ADD CONSTRAINT handoff_items_organisation_id_consent_record_id_fkey FOREIGN KEY (organisation_id, consent_record_id) REFERENCES public.consent_records(organisation_id, id);

ALTER TABLE ONLY public.handoff_items
    ADD CONSTRAINT handoff_items_organisation_id_handoff_id_fkey FOREIGN KEY (organisation_id, handoff_id) REFERENCES public.handoffs(organisation_id, id);

ALTER TABLE ONLY public.handoff_link_readings
    ADD CONSTRAINT handoff_link_readings_organisation_id_link_id_fkey FOREIGN KEY (organisation_id, link_id) REFERENCES public.handoff_links(organisation_id, id);

ALTER TABLE ONLY public.handoff_links
    ADD CONSTRAINT handoff_links_organisation_id_handoff_id_fkey FOREIGN KEY (organisation_id, handoff_id) REFERENCES public.handoffs(organisation_id, id);

ALTER TABLE ONLY public.handoff_links
    ADD CONSTRAINT handoff_links_organisation_id_made_by_fkey FOREIGN KEY (organisation_id, made_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.handoff_needs
    ADD CONSTRAINT handoff_needs_organisation_id_case_id_fkey FOREIGN KEY (organisation_id, case_id) REFERENCES public.cases(organisation_id, id);

ALTER TABLE ONLY public.handoff_needs
    ADD CONSTRAINT handoff_needs_organisation_id_handoff_id_fkey FOREIGN KEY (organisation_id, handoff_id) REFERENCES public.handoffs(organisation_id, id);

ALTER TABLE ONLY public.handoffs
    ADD CONSTRAINT handoffs_organisation_id_case_id_fkey FOREIGN KEY (organisation_id, case_id) REFERENCES public.cases(organisation_id, id);

ALTER TABLE ONLY public.handoffs
    ADD CONSTRAINT handoffs_organisation_id_sent_by_fkey FOREIGN KEY (organisation_id, sent_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.handoffs
    ADD CONSTRAINT handoffs_receiver_organisation_id_fkey FOREIGN KEY (receiver_organisation_id) REFERENCES public.organisations(id);

ALTER TABLE ONLY public.handoffs
    ADD CONSTRAINT handoffs_receiver_organisation_id_receiver_team_id_fkey FOREIGN KEY (receiver_organisation_id, receiver_team_id) REFERENCES public.teams(organisation_id, id);

ALTER TABLE ONLY public.handoffs
    ADD CONSTRAINT handoffs_receiver_organisation_id_receiver_user_id_fkey FOREIGN KEY (receiver_organisation_id, receiver_user_id) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.import_headings
    ADD CONSTRAINT import_headings_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(id);

ALTER TABLE ONLY public.import_progress
    ADD CONSTRAINT import_progress_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(id);

ALTER TABLE ONLY public.import_rows
    ADD CONSTRAINT import_rows_organisation_id_case_id_fkey FOREIGN KEY (organisation_id, case_id) REFERENCES public.cases(organisation_id, id);

ALTER TABLE ONLY public.import_rows
    ADD CONSTRAINT import_rows_organisation_id_import_id_fkey FOREIGN KEY (organisation_id, import_id) REFERENCES public.imports(organisation_id, id);

ALTER TABLE ONLY public.imports
    ADD CONSTRAINT imports_organisation_id_begun_by_fkey FOREIGN KEY (organisation_id, begun_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.imports
    ADD CONSTRAINT imports_organisation_id_owner_id_fkey FOREIGN KEY (organisation_id, owner_id) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.imports
    ADD CONSTRAINT imports_organisation_id_run_by_fkey FOREIGN KEY (organisation_id, run_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.imports
    ADD CONSTRAINT imports_organisation_id_team_id_fkey FOREIGN KEY (organisation_id, team_id) REFERENCES public.teams(organisation_id, id);

ALTER TABLE ONLY public.lawful_bases
    ADD CONSTRAINT lawful_bases_organisation_id_case_id_fkey FOREIGN KEY (organisation_id, case_id) REFERENCES public.cases(organisation_id, id);

ALTER TABLE ONLY public.lawful_bases
    ADD CONSTRAINT lawful_bases_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(id);

ALTER TABLE ONLY public.lawful_bases
    ADD CONSTRAINT lawful_bases_organisation_id_recorded_by_fkey FOREIGN KEY (organisation_id, recorded_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.leave_covers
    ADD CONSTRAINT leave_covers_organisation_id_cover_id_fkey FOREIGN KEY (organisation_id, cover_id) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.leave_covers
    ADD CONSTRAINT leave_covers_organisation_id_ended_by_fkey FOREIGN KEY (organisation_id, ended_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.leave_covers
    ADD CONSTRAINT leave_covers_organisation_id_recorded_by_fkey FOREIGN KEY (organisation_id, recorded_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.leave_covers
    ADD CONSTRAINT leave_covers_organisation_id_user_id_fkey FOREIGN KEY (organisation_id, user_id) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.mails
    ADD CONSTRAINT mails_organisation_id_case_id_fkey FOREIGN KEY (organisation_id, case_id) REFERENCES public.cases(organisation_id, id);

ALTER TABLE ONLY public.mails
    ADD CONSTRAINT mails_organisation_id_link_id_fkey FOREIGN KEY (organisation_id, link_id) REFERENCES public.handoff_links(organisation_id, id);

ALTER TABLE ONLY public.mails
    ADD CONSTRAINT mails_organisation_id_user_id_fkey FOREIGN KEY (organisation_id, user_id) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.nation_changes
    ADD CONSTRAINT nation_changes_organisation_id_case_id_fkey FOREIGN KEY (organisation_id, case_id) REFERENCES public.cases(organisation_id, id);

ALTER TABLE ONLY public.nation_changes
    ADD CONSTRAINT nation_changes_organisation_id_changed_by_fkey FOREIGN KEY (organisation_id, changed_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.need_checks
    ADD CONSTRAINT need_checks_organisation_id_asked_by_fkey FOREIGN KEY (organisation_id, asked_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.need_checks
    ADD CONSTRAINT need_checks_organisation_id_case_id_fkey FOREIGN KEY (organisation_id, case_id) REFERENCES public.cases(organisation_id, id);

ALTER TABLE ONLY public.need_entries
    ADD CONSTRAINT need_entries_organisation_id_case_id_fkey FOREIGN KEY (organisation_id, case_id) REFERENCES public.cases(organisation_id, id);

ALTER TABLE ONLY public.need_entries
    ADD CONSTRAINT need_entries_organisation_id_check_id_fkey FOREIGN KEY (organisation_id, check_id) REFERENCES public.need_checks(organisation_id, id);

ALTER TABLE ONLY public.need_entries
    ADD CONSTRAINT need_entries_organisation_id_handoff_id_fkey FOREIGN KEY (organisation_id, handoff_id) REFERENCES public.handoffs(organisation_id, id);

ALTER TABLE ONLY public.need_entries
    ADD CONSTRAINT need_entries_organisation_id_owner_id_fkey FOREIGN KEY (organisation_id, owner_id) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.need_entries
    ADD CONSTRAINT need_entries_organisation_id_recorded_by_fkey FOREIGN KEY (organisation_id, recorded_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.notes
    ADD CONSTRAINT notes_organisation_id_author_id_fkey FOREIGN KEY (organisation_id, author_id) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.notes
    ADD CONSTRAINT notes_organisation_id_case_id_fkey FOREIGN KEY (organisation_id, case_id) REFERENCES public.cases(organisation_id, id);

ALTER TABLE ONLY public.option_lists
    ADD CONSTRAINT option_lists_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(id);

ALTER TABLE ONLY public.persons
    ADD CONSTRAINT persons_organisation_id_case_id_fkey FOREIGN KEY (organisation_id, case_id) REFERENCES public.cases(organisation_id, id);

ALTER TABLE ONLY public.put_offs
    ADD CONSTRAINT put_offs_organisation_id_delivery_id_fkey FOREIGN KEY (organisation_id, delivery_id) REFERENCES public.deliveries(organisation_id, id);

ALTER TABLE ONLY public.put_offs
    ADD CONSTRAINT put_offs_organisation_id_put_off_by_fkey FOREIGN KEY (organisation_id, put_off_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.reconsideration_plans
    ADD CONSTRAINT reconsideration_plans_organisation_id_decision_id_fkey FOREIGN KEY (organisation_id, decision_id) REFERENCES public.decisions(organisation_id, id);

ALTER TABLE ONLY public.reconsideration_plans
    ADD CONSTRAINT reconsideration_plans_organisation_id_planned_by_fkey FOREIGN KEY (organisation_id, planned_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.reconsideration_wanted_answers
    ADD CONSTRAINT reconsideration_wanted_answers_organisation_id_recorded_by_fkey FOREIGN KEY (organisation_id, recorded_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.reconsideration_wanted_answers
    ADD CONSTRAINT reconsideration_wanted_answers_organisation_id_wanted_id_fkey FOREIGN KEY (organisation_id, wanted_id) REFERENCES public.reconsideration_wanted(organisation_id, id);

ALTER TABLE ONLY public.reconsideration_wanted
    ADD CONSTRAINT reconsideration_wanted_organisation_id_added_by_fkey FOREIGN KEY (organisation_id, added_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.reconsideration_wanted
    ADD CONSTRAINT reconsideration_wanted_organisation_id_decision_id_fkey FOREIGN KEY (organisation_id, decision_id) REFERENCES public.decisions(organisation_id, id);

ALTER TABLE ONLY public.reconsiderations
    ADD CONSTRAINT reconsiderations_organisation_id_case_id_fkey FOREIGN KEY (organisation_id, case_id) REFERENCES public.cases(organisation_id, id);

ALTER TABLE ONLY public.reconsiderations
    ADD CONSTRAINT reconsiderations_organisation_id_decision_id_fkey FOREIGN KEY (organisation_id, decision_id) REFERENCES public.decisions(organisation_id, id);

ALTER TABLE ONLY public.reconsiderations
    ADD CONSTRAINT reconsiderations_organisation_id_recorded_by_fkey FOREIGN KEY (organisation_id, recorded_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.referral_authors
    ADD CONSTRAINT referral_authors_organisation_id_referral_id_fkey FOREIGN KEY (organisation_id, referral_id) REFERENCES public.referrals(organisation_id, id);

ALTER TABLE ONLY public.referral_authors
    ADD CONSTRAINT referral_authors_organisation_id_user_id_fkey FOREIGN KEY (organisation_id, user_id) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.referral_comments
    ADD CONSTRAINT referral_comments_organisation_id_review_id_fkey FOREIGN KEY (organisation_id, review_id) REFERENCES public.referral_reviews(organisation_id, id);

ALTER TABLE ONLY public.referral_earlier_texts
    ADD CONSTRAINT referral_earlier_texts_organisation_id_referral_id_fkey FOREIGN KEY (organisation_id, referral_id) REFERENCES public.referrals(organisation_id, id);

ALTER TABLE ONLY public.referral_earlier_texts
    ADD CONSTRAINT referral_earlier_texts_organisation_id_replaced_by_fkey FOREIGN KEY (organisation_id, replaced_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.referral_indicators
    ADD CONSTRAINT referral_indicators_organisation_id_referral_id_fkey FOREIGN KEY (organisation_id, referral_id) REFERENCES public.referrals(organisation_id, id);

ALTER TABLE ONLY public.referral_indicators
    ADD CONSTRAINT referral_indicators_organisation_id_updated_by_fkey FOREIGN KEY (organisation_id, updated_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.referral_reviews
    ADD CONSTRAINT referral_reviews_organisation_id_referral_id_fkey FOREIGN KEY (organisation_id, referral_id) REFERENCES public.referrals(organisation_id, id);

ALTER TABLE ONLY public.referral_reviews
    ADD CONSTRAINT referral_reviews_organisation_id_reviewed_by_fkey FOREIGN KEY (organisation_id, reviewed_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.referral_tasks
    ADD CONSTRAINT referral_tasks_organisation_id_referral_id_fkey FOREIGN KEY (organisation_id, referral_id) REFERENCES public.referrals(organisation_id, id);

ALTER TABLE ONLY public.referral_tasks
    ADD CONSTRAINT referral_tasks_organisation_id_updated_by_fkey FOREIGN KEY (organisation_id, updated_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.referral_update_steps
    ADD CONSTRAINT referral_update_steps_organisation_id_taken_by_fkey FOREIGN KEY (organisation_id, taken_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.referral_update_steps
    ADD CONSTRAINT referral_update_steps_organisation_id_update_id_fkey FOREIGN KEY (organisation_id, update_id) REFERENCES public.referral_updates(organisation_id, id);

ALTER TABLE ONLY public.referral_updates
    ADD CONSTRAINT referral_updates_organisation_id_case_id_fkey FOREIGN KEY (organisation_id, case_id) REFERENCES public.cases(organisation_id, id);

ALTER TABLE ONLY public.referral_updates
    ADD CONSTRAINT referral_updates_organisation_id_event_id_fkey FOREIGN KEY (organisation_id, event_id) REFERENCES public.case_events(organisation_id, id);

ALTER TABLE ONLY public.referral_updates
    ADD CONSTRAINT referral_updates_organisation_id_recorded_by_fkey FOREIGN KEY (organisation_id, recorded_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.referral_updates_waiting
    ADD CONSTRAINT referral_updates_waiting_organisation_id_case_id_fkey FOREIGN KEY (organisation_id, case_id) REFERENCES public.cases(organisation_id, id);

ALTER TABLE ONLY public.referral_updates_waiting
    ADD CONSTRAINT referral_updates_waiting_organisation_id_update_id_fkey FOREIGN KEY (organisation_id, update_id) REFERENCES public.referral_updates(organisation_id, id);

ALTER TABLE ONLY public.referrals
    ADD CONSTRAINT referrals_organisation_id_approved_by_fkey FOREIGN KEY (organisation_id, approved_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.referrals
    ADD CONSTRAINT referrals_organisation_id_case_id_fkey FOREIGN KEY (organisation_id, case_id) REFERENCES public.cases(organisation_id, id);

ALTER TABLE ONLY public.referrals
    ADD CONSTRAINT referrals_organisation_id_sent_by_fkey FOREIGN KEY (organisation_id, sent_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.reminder_choices
    ADD CONSTRAINT reminder_choices_organisation_id_user_id_fkey FOREIGN KEY (organisation_id, user_id) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.reminders
    ADD CONSTRAINT reminders_organisation_id_case_id_fkey FOREIGN KEY (organisation_id, case_id) REFERENCES public.cases(organisation_id, id);

ALTER TABLE ONLY public.reminders
    ADD CONSTRAINT reminders_organisation_id_deadline_id_fkey FOREIGN KEY (organisation_id, deadline_id) REFERENCES public.deadlines(organisation_id, id);

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_organisation_id_user_id_fkey FOREIGN KEY (organisation_id, user_id) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.sharing_override_decisions
    ADD CONSTRAINT sharing_override_decisions_organisation_id_decided_by_fkey FOREIGN KEY (organisation_id, decided_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.sharing_override_decisions
    ADD CONSTRAINT sharing_override_decisions_organisation_id_override_id_fkey FOREIGN KEY (organisation_id, override_id) REFERENCES public.sharing_overrides(organisation_id, id);

ALTER TABLE ONLY public.sharing_override_uses
    ADD CONSTRAINT sharing_override_uses_organisation_id_handoff_id_fkey FOREIGN KEY (organisation_id, handoff_id) REFERENCES public.handoffs(organisation_id, id);

ALTER TABLE ONLY public.sharing_override_uses
    ADD CONSTRAINT sharing_override_uses_organisation_id_override_id_fkey FOREIGN KEY (organisation_id, override_id) REFERENCES public.sharing_overrides(organisation_id, id);

ALTER TABLE ONLY public.sharing_override_uses
    ADD CONSTRAINT sharing_override_uses_organisation_id_used_by_fkey FOREIGN KEY (organisation_id, used_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.sharing_overrides
    ADD CONSTRAINT sharing_overrides_organisation_id_case_id_fkey FOREIGN KEY (organisation_id, case_id) REFERENCES public.cases(organisation_id, id);

ALTER TABLE ONLY public.sharing_overrides
    ADD CONSTRAINT sharing_overrides_organisation_id_requested_by_fkey FOREIGN KEY (organisation_id, requested_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.task_entries
    ADD CONSTRAINT task_entries_organisation_id_given_to_fkey FOREIGN KEY (organisation_id, given_to) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.task_entries
    ADD CONSTRAINT task_entries_organisation_id_recorded_by_fkey FOREIGN KEY (organisation_id, recorded_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.task_entries
    ADD CONSTRAINT task_entries_organisation_id_task_id_fkey FOREIGN KEY (organisation_id, task_id) REFERENCES public.tasks(organisation_id, id);

ALTER TABLE ONLY public.task_lists
    ADD CONSTRAINT task_lists_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(id);

ALTER TABLE ONLY public.task_lists
    ADD CONSTRAINT task_lists_organisation_id_loaded_by_fkey FOREIGN KEY (organisation_id, loaded_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.tasks
    ADD CONSTRAINT tasks_organisation_id_case_id_fkey FOREIGN KEY (organisation_id, case_id) REFERENCES public.cases(organisation_id, id);

ALTER TABLE ONLY public.tasks
    ADD CONSTRAINT tasks_organisation_id_given_to_fkey FOREIGN KEY (organisation_id, given_to) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.team_members
    ADD CONSTRAINT team_members_organisation_id_team_id_fkey FOREIGN KEY (organisation_id, team_id) REFERENCES public.teams(organisation_id, id);

ALTER TABLE ONLY public.team_members
    ADD CONSTRAINT team_members_organisation_id_user_id_fkey FOREIGN KEY (organisation_id, user_id) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.teams
    ADD CONSTRAINT teams_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(id);

ALTER TABLE ONLY public.telling_plans
    ADD CONSTRAINT telling_plans_organisation_id_decision_id_fkey FOREIGN KEY (organisation_id, decision_id) REFERENCES public.decisions(organisation_id, id);

ALTER TABLE ONLY public.telling_plans
    ADD CONSTRAINT telling_plans_organisation_id_planned_by_fkey FOREIGN KEY (organisation_id, planned_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.thread_holders
    ADD CONSTRAINT thread_holders_organisation_id_case_id_fkey FOREIGN KEY (organisation_id, case_id) REFERENCES public.cases(organisation_id, id);

ALTER TABLE ONLY public.thread_holders
    ADD CONSTRAINT thread_holders_organisation_id_recorded_by_fkey FOREIGN KEY (organisation_id, recorded_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.user_roles
    ADD CONSTRAINT user_roles_organisation_id_user_id_fkey FOREIGN KEY (organisation_id, user_id) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(id);

ALTER TABLE ONLY public.wishes
    ADD CONSTRAINT wishes_organisation_id_case_id_fkey FOREIGN KEY (organisation_id, case_id) REFERENCES public.cases(organisation_id, id);

ALTER TABLE ONLY public.wishes
    ADD CONSTRAINT wishes_organisation_id_recorded_by_fkey FOREIGN KEY (organisation_id, recorded_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.withdrawal_notice_entries
    ADD CONSTRAINT withdrawal_notice_entries_organisation_id_notice_id_fkey FOREIGN KEY (organisation_id, notice_id) REFERENCES public.withdrawal_notices(organisation_id, id);

ALTER TABLE ONLY public.withdrawal_notice_entries
    ADD CONSTRAINT withdrawal_notice_entries_organisation_id_recorded_by_fkey FOREIGN KEY (organisation_id, recorded_by) REFERENCES public.users(organisation_id, id);

ALTER TABLE ONLY public.withdrawal_notices
    ADD CONSTRAINT withdrawal_notices_organisation_id_case_id_fkey FOREIGN KEY (organisation_id, case_id) REFERENCES public.cases(organisation_id, id);

ALTER TABLE ONLY public.withdrawal_notices
    ADD CONSTRAINT withdrawal_notices_organisation_id_handoff_id_fkey FOREIGN KEY (organisation_id, handoff_id) REFERENCES public.handoffs(organisation_id, id);

ALTER TABLE ONLY public.withdrawal_notices
    ADD CONSTRAINT withdrawal_notices_organisation_id_record_id_fkey FOREIGN KEY (organisation_id, record_id) REFERENCES public.consent_records(organisation_id, id);

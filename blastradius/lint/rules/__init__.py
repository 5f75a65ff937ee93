"""Every rule there is. To add one: a file here, and its line in this table."""

from blastradius.lint.rule import Rule
from blastradius.lint.rules.alias import alias
from blastradius.lint.rules.async_without_read_back import async_without_read_back
from blastradius.lint.rules.bad_date import bad_date
from blastradius.lint.rules.bad_link import bad_link
from blastradius.lint.rules.bad_pattern import bad_pattern
from blastradius.lint.rules.borrowed_credential import borrowed_credential
from blastradius.lint.rules.compensable_without_residue import compensable_without_residue
from blastradius.lint.rules.contradictory_idempotency import contradictory_idempotency
from blastradius.lint.rules.contradictory_receipt import contradictory_receipt
from blastradius.lint.rules.control_character import control_character
from blastradius.lint.rules.credential_expired import credential_expired
from blastradius.lint.rules.credential_of_nobody import credential_of_nobody
from blastradius.lint.rules.credential_of_retired_agent import credential_of_retired_agent
from blastradius.lint.rules.credential_shared_by_agents import credential_shared_by_agents
from blastradius.lint.rules.credential_shared_with_people import credential_shared_with_people
from blastradius.lint.rules.credential_too_wide import credential_too_wide
from blastradius.lint.rules.credential_without_principal import credential_without_principal
from blastradius.lint.rules.dangling_agent import dangling_agent
from blastradius.lint.rules.dangling_credential import dangling_credential
from blastradius.lint.rules.dangling_operation import dangling_operation
from blastradius.lint.rules.dangling_system import dangling_system
from blastradius.lint.rules.dangling_team import dangling_team
from blastradius.lint.rules.dangling_vendor import dangling_vendor
from blastradius.lint.rules.delegation_in_vain import delegation_in_vain
from blastradius.lint.rules.duplicate_grant import duplicate_grant
from blastradius.lint.rules.duplicate_id import duplicate_id
from blastradius.lint.rules.duplicate_operation import duplicate_operation
from blastradius.lint.rules.duplicate_tool import duplicate_tool
from blastradius.lint.rules.effect_without_approval import effect_without_approval
from blastradius.lint.rules.empty_document import empty_document
from blastradius.lint.rules.empty_file import empty_file
from blastradius.lint.rules.empty_list import empty_list
from blastradius.lint.rules.empty_value import empty_value
from blastradius.lint.rules.encoding import encoding
from blastradius.lint.rules.evidence_too_late import evidence_too_late
from blastradius.lint.rules.evidence_too_short import evidence_too_short
from blastradius.lint.rules.exception_that_is_better import exception_that_is_better
from blastradius.lint.rules.expired_exemption import expired_exemption
from blastradius.lint.rules.free_code import free_code
from blastradius.lint.rules.future_date import future_date
from blastradius.lint.rules.grant_ended import grant_ended
from blastradius.lint.rules.grant_too_narrow import grant_too_narrow
from blastradius.lint.rules.ignore_without_reason import ignore_without_reason
from blastradius.lint.rules.irreversible_with_window import irreversible_with_window
from blastradius.lint.rules.irrevocable_credential import irrevocable_credential
from blastradius.lint.rules.key_for_equal_arguments import key_for_equal_arguments
from blastradius.lint.rules.key_from_call import key_from_call
from blastradius.lint.rules.key_in_vain import key_in_vain
from blastradius.lint.rules.key_too_short_lived import key_too_short_lived
from blastradius.lint.rules.kill_switch_untested import kill_switch_untested
from blastradius.lint.rules.log_names_nobody import log_names_nobody
from blastradius.lint.rules.malformed_ignore import malformed_ignore
from blastradius.lint.rules.merge_key import merge_key
from blastradius.lint.rules.missing_cell import missing_cell
from blastradius.lint.rules.missing_key import missing_key
from blastradius.lint.rules.misspelt_condition import misspelt_condition
from blastradius.lint.rules.misspelt_environment import misspelt_environment
from blastradius.lint.rules.misspelt_id import misspelt_id
from blastradius.lint.rules.misspelt_resource import misspelt_resource
from blastradius.lint.rules.misspelt_scope import misspelt_scope
from blastradius.lint.rules.misspelt_team import misspelt_team
from blastradius.lint.rules.natural_effect import natural_effect
from blastradius.lint.rules.no_audit_log import no_audit_log
from blastradius.lint.rules.number import number
from blastradius.lint.rules.odd_hours import odd_hours
from blastradius.lint.rules.odd_phone import odd_phone
from blastradius.lint.rules.old_measurement import old_measurement
from blastradius.lint.rules.old_vendor_fact import old_vendor_fact
from blastradius.lint.rules.on_call_without_human import on_call_without_human
from blastradius.lint.rules.over_budget import over_budget
from blastradius.lint.rules.overlapping_tests import overlapping_tests
from blastradius.lint.rules.placeholder_text import placeholder_text
from blastradius.lint.rules.query_placeholder import query_placeholder
from blastradius.lint.rules.query_without_principal import query_without_principal
from blastradius.lint.rules.query_without_time import query_without_time
from blastradius.lint.rules.read_back_that_writes import read_back_that_writes
from blastradius.lint.rules.read_back_too_late import read_back_too_late
from blastradius.lint.rules.read_that_writes import read_that_writes
from blastradius.lint.rules.receipt_without_test import receipt_without_test
from blastradius.lint.rules.refers_to_itself import refers_to_itself
from blastradius.lint.rules.repeated_key import repeated_key
from blastradius.lint.rules.repeated_value import repeated_value
from blastradius.lint.rules.retry_that_worsens import retry_that_worsens
from blastradius.lint.rules.retry_without_key import retry_without_key
from blastradius.lint.rules.revocation_leaves_sessions import revocation_leaves_sessions
from blastradius.lint.rules.rotation_into_reach import rotation_into_reach
from blastradius.lint.rules.rotation_overdue import rotation_overdue
from blastradius.lint.rules.sdk_retries_repeat import sdk_retries_repeat
from blastradius.lint.rules.secret import secret
from blastradius.lint.rules.secret_twice import secret_twice
from blastradius.lint.rules.self_verified import self_verified
from blastradius.lint.rules.shared_on_call import shared_on_call
from blastradius.lint.rules.shared_principal import shared_principal
from blastradius.lint.rules.shared_tool_name import shared_tool_name
from blastradius.lint.rules.shared_trace_name import shared_trace_name
from blastradius.lint.rules.slow_kill_switch import slow_kill_switch
from blastradius.lint.rules.slower_than_declared import slower_than_declared
from blastradius.lint.rules.stale_after_too_long import stale_after_too_long
from blastradius.lint.rules.stale_cell import stale_cell
from blastradius.lint.rules.step_placeholder import step_placeholder
from blastradius.lint.rules.syntax import syntax
from blastradius.lint.rules.tag import tag
from blastradius.lint.rules.team_without_on_call import team_without_on_call
from blastradius.lint.rules.text_key import text_key
from blastradius.lint.rules.too_many_findings import too_many_findings
from blastradius.lint.rules.tool_without_grant import tool_without_grant
from blastradius.lint.rules.undo_after_window import undo_after_window
from blastradius.lint.rules.undo_is_the_deed import undo_is_the_deed
from blastradius.lint.rules.undo_not_idempotent import undo_not_idempotent
from blastradius.lint.rules.undo_that_reads import undo_that_reads
from blastradius.lint.rules.undo_without_steps import undo_without_steps
from blastradius.lint.rules.unknown_cell import unknown_cell
from blastradius.lint.rules.unknown_key import unknown_key
from blastradius.lint.rules.unknown_plan import unknown_plan
from blastradius.lint.rules.unknown_rule import unknown_rule
from blastradius.lint.rules.unknown_value import unknown_value
from blastradius.lint.rules.unproven import unproven
from blastradius.lint.rules.unreached_system import unreached_system
from blastradius.lint.rules.unreadable_file import unreadable_file
from blastradius.lint.rules.unsatisfiable_scope import unsatisfiable_scope
from blastradius.lint.rules.unused_exemption import unused_exemption
from blastradius.lint.rules.unused_ignore import unused_ignore
from blastradius.lint.rules.vendor_contradiction import vendor_contradiction
from blastradius.lint.rules.wrong_format import wrong_format
from blastradius.lint.rules.wrong_path import wrong_path
from blastradius.lint.rules.wrong_type import wrong_type
from blastradius.lint.rules.zero_duration import zero_duration

RULES: tuple[Rule, ...] = (
    # what cannot be read
    syntax,
    encoding,
    unreadable_file,
    bad_link,
    empty_file,
    empty_document,
    control_character,
    tag,
    alias,
    merge_key,
    text_key,
    repeated_key,
    number,
    secret,
    # what the format does not take
    unknown_key,
    missing_key,
    unknown_value,
    wrong_type,
    wrong_format,
    empty_value,
    repeated_value,
    # references
    dangling_team,
    dangling_credential,
    dangling_system,
    dangling_operation,
    dangling_agent,
    dangling_vendor,
    # names that nothing declares
    misspelt_id,
    misspelt_team,
    misspelt_condition,
    misspelt_resource,
    misspelt_scope,
    misspelt_environment,
    # duplicates
    duplicate_id,
    duplicate_operation,
    duplicate_tool,
    duplicate_grant,
    secret_twice,
    # completeness and proof
    missing_cell,
    unknown_cell,
    stale_cell,
    unproven,
    # dates, durations, placeholders
    bad_date,
    future_date,
    zero_duration,
    stale_after_too_long,
    placeholder_text,
    query_placeholder,
    step_placeholder,
    wrong_path,
    bad_pattern,
    # access
    tool_without_grant,
    grant_too_narrow,
    empty_list,
    grant_ended,
    over_budget,
    # evidence and undo
    evidence_too_short,
    evidence_too_late,
    no_audit_log,
    query_without_principal,
    query_without_time,
    log_names_nobody,
    compensable_without_residue,
    read_that_writes,
    irreversible_with_window,
    exception_that_is_better,
    undo_without_steps,
    undo_that_reads,
    undo_is_the_deed,
    undo_after_window,
    read_back_too_late,
    undo_not_idempotent,
    # approval, retries, receipts
    effect_without_approval,
    free_code,
    retry_that_worsens,
    retry_without_key,
    sdk_retries_repeat,
    key_from_call,
    key_in_vain,
    key_for_equal_arguments,
    key_too_short_lived,
    natural_effect,
    contradictory_idempotency,
    contradictory_receipt,
    receipt_without_test,
    async_without_read_back,
    read_back_that_writes,
    shared_tool_name,
    shared_trace_name,
    overlapping_tests,
    delegation_in_vain,
    refers_to_itself,
    # switches, rehearsals, people
    kill_switch_untested,
    slow_kill_switch,
    slower_than_declared,
    old_measurement,
    team_without_on_call,
    on_call_without_human,
    shared_on_call,
    odd_phone,
    odd_hours,
    self_verified,
    # credentials
    irrevocable_credential,
    revocation_leaves_sessions,
    rotation_overdue,
    credential_expired,
    credential_shared_by_agents,
    credential_shared_with_people,
    credential_of_retired_agent,
    credential_of_nobody,
    credential_without_principal,
    shared_principal,
    borrowed_credential,
    credential_too_wide,
    rotation_into_reach,
    # what nobody reaches, and what has grown old
    unsatisfiable_scope,
    unreached_system,
    # vendor profiles
    old_vendor_fact,
    unknown_plan,
    vendor_contradiction,
    # exemptions, and comments that ignore
    unused_exemption,
    expired_exemption,
    unused_ignore,
    ignore_without_reason,
    malformed_ignore,
    unknown_rule,
    too_many_findings,  # the last: it counts what the others found
)
BY_NAME = {rule.name: rule for rule in RULES}

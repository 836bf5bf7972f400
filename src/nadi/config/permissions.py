"""The one table of URLs and the roles that may open them. A URL that is not here stays closed.

Roles open the door; what stands behind it is still chosen by who is looking (`visible_to`).
"""

from nadi.accounts.models import LEADS, STAFF, Role

Roles = frozenset[str]
ANYBODY: Roles = frozenset({"anybody"})
EVERYONE: Roles = frozenset(Role)
OWNER: Roles = frozenset({Role.OWNER})
LEADING: Roles = frozenset(LEADS)
OFFICE: Roles = frozenset({*LEADS, Role.COORDINATOR, Role.FRONT_OFFICE})
DISPATCH: Roles = frozenset({*LEADS, Role.COORDINATOR})
TEAM: Roles = frozenset(STAFF)
CONTACTS: Roles = frozenset({Role.CONTACT})
TECHNICAL: Roles = frozenset({*LEADS, Role.COORDINATOR, Role.TECHNICIAN})
NOBODY: Roles = frozenset()

# -- config ---------------------------------------------------------------------------------------
CONFIG: dict[str, Roles] = {
    "styleguide": TEAM,
    "styleguide_panel": TEAM,
    "styleguide_series": TEAM,
}

# -- accounts: sign-in, people --------------------------------------------------------------------
ACCOUNTS: dict[str, Roles] = {
    "account_login": ANYBODY,
    "account_logout": ANYBODY,
    "account_inactive": ANYBODY,
    "account_reauthenticate": EVERYONE,
    "account_change_password": EVERYONE,
    "account_set_password": EVERYONE,
    "mfa_index": EVERYONE,
    "mfa_authenticate": ANYBODY,  # between the password and being signed in
    "mfa_reauthenticate": EVERYONE,
    "mfa_activate_totp": EVERYONE,
    "mfa_deactivate_totp": EVERYONE,
    "mfa_view_recovery_codes": EVERYONE,
    "mfa_generate_recovery_codes": EVERYONE,
    "mfa_download_recovery_codes": EVERYONE,
    # Not ours: nobody signs up, addresses are changed by people here, and nadi's own outbox sends
    # mail, so a lost password is mended by a one-time link; devices stand on accounts:security.
    "account_signup": NOBODY,
    "account_email": NOBODY,
    "account_email_verification_sent": NOBODY,
    "account_confirm_email": NOBODY,
    "account_confirm_login_code": NOBODY,
    "account_reset_password": NOBODY,
    "account_reset_password_done": NOBODY,
    "account_reset_password_from_key": NOBODY,
    "account_reset_password_from_key_done": NOBODY,
    "usersessions_list": NOBODY,
    "accounts:enter": ANYBODY,
    "accounts:settings": TEAM,
    "accounts:profile": EVERYONE,
    "accounts:security": EVERYONE,
    "accounts:sign_out_there": EVERYONE,
    "accounts:forget_password": EVERYONE,
    "accounts:people": TEAM,
    "accounts:person": TEAM,
    "accounts:roles": TEAM,
    "accounts:invite": LEADING,
    "accounts:change_role": LEADING,
    "accounts:make_link": LEADING,
    "accounts:leave": LEADING,
    "accounts:come_back": LEADING,
}

# -- core: review list, search --------------------------------------------------------------------
CORE: dict[str, Roles] = {
    "core:search": TEAM,
    "core:review": OFFICE,
    "core:review_item": OFFICE,
    "core:review_raw": OFFICE,
    "core:review_replay": OFFICE,
    "core:review_dismiss": OFFICE,
}

# -- clients --------------------------------------------------------------------------------------
CLIENTS: dict[str, Roles] = {
    "clients:home": TEAM,
    "clients:client": TEAM,
    "clients:site": TEAM,
    "clients:contact": TEAM,
    "clients:vendors": TEAM,
    "clients:vendor": TEAM,
    "clients:calendars": TEAM,
    "clients:calendar": TEAM,
    "clients:new": OFFICE,
    "clients:edit": OFFICE,
    "clients:change_state": OFFICE,
    "clients:note_talk": OFFICE,
    "clients:new_site": OFFICE,
    "clients:edit_site": OFFICE,
    "clients:new_contact": OFFICE,
    "clients:edit_contact": OFFICE,
    "clients:contact_left": OFFICE,
    "clients:new_vendor": OFFICE,
    "clients:edit_vendor": OFFICE,
    "clients:vendor_talk": OFFICE,
    "clients:new_calendar": OFFICE,
    "clients:edit_calendar": OFFICE,
    "clients:let_sign_in": LEADING,
    "clients:limits": LEADING,
    "clients:limit": LEADING,
    "clients:portal": CONTACTS,
}

# -- fleet ----------------------------------------------------------------------------------------
FLEET: dict[str, Roles] = {
    "fleet:home": TEAM,
    "fleet:device": TEAM,
    "fleet:line": TEAM,
    "fleet:rows": TEAM,
    "fleet:observation": TEAM,
    "fleet:client_panel": TEAM,
    "fleet:edit": TEAM,
    "fleet:tokens": TECHNICAL,
    "fleet:withdraw_token": TECHNICAL,
    "fleet:approve": TECHNICAL,
    "fleet:quarantine": TECHNICAL,
    "fleet:release": TECHNICAL,
    "fleet:retire": TECHNICAL,
}

# -- agreements -----------------------------------------------------------------------------------
AGREEMENTS: dict[str, Roles] = {
    "agreements:home": TEAM,
    "agreements:agreements": TEAM,
    "agreements:agreement": TEAM,
    "agreements:version": TEAM,
    "agreements:standing_promise": TEAM,
    "agreements:standing_promises": TEAM,
    "agreements:verdict": TEAM,
    "agreements:judge": TEAM,
    "agreements:judge_all": OFFICE,
    "agreements:new_agreement": OFFICE,
    "agreements:new_version": OFFICE,
    "agreements:edit_version": OFFICE,
    "agreements:terms": OFFICE,
    "agreements:add_standing_promise": OFFICE,
    "agreements:remove_standing_promise": OFFICE,
    "agreements:renew": OFFICE,
    "agreements:sign_for_them": OFFICE,
    "agreements:sign_for_us": LEADING,
    "agreements:end": LEADING,
    "agreements:my_time": TEAM,
    "agreements:hours": TEAM,
    "agreements:start_timer": TEAM,
    "agreements:stop_timer": TEAM,
    "agreements:time_entry": TEAM,
    "agreements:client_panel": TEAM,
    "agreements:promises": TEAM,
    "agreements:speak": TEAM,
    "agreements:due": TEAM,
    "agreements:spoken_promise": TEAM,
    "agreements:keep_promise": TEAM,
    "agreements:break_promise": TEAM,
    "agreements:let_go_of_promise": TEAM,
    "agreements:renegotiate_promise": TEAM,
}

# -- learning, planning, culture ------------------------------------------------------------------
QUIET: dict[str, Roles] = {
    "learning:home": TEAM,
    "planning:home": TEAM,
    "culture:home": TEAM,
}

# -- monitoring -----------------------------------------------------------------------------------
MONITORING: dict[str, Roles] = {
    "monitoring:home": TEAM,
    "monitoring:alerts": TEAM,
    "monitoring:alert": TEAM,
    "monitoring:answer": TEAM,
    "monitoring:mute": TEAM,
    "monitoring:series": TEAM,
    "monitoring:mutes": TEAM,
    "monitoring:lift_mute": TEAM,
    "monitoring:plan_prevention": TEAM,
    "monitoring:rules": TEAM,
    "monitoring:rule": TEAM,
    "monitoring:sites": TEAM,
    "monitoring:new_site": TEAM,
    "monitoring:site": TEAM,
    "monitoring:change_site": TEAM,
    "monitoring:look": TEAM,
    "monitoring:stop_site": TEAM,
    "monitoring:client_panel": TEAM,
    "monitoring:device_panel": TEAM,
    "monitoring:set_limit": TEAM,
    "monitoring:usual_rules": LEADING,
    "monitoring:change_rule": LEADING,
    "monitoring:stop_rule": LEADING,
    "monitoring:rule_for_client": LEADING,
}

# -- maintenance ----------------------------------------------------------------------------------
HANDS: Roles = frozenset({*LEADS, Role.TECHNICIAN})
MAINTENANCE: dict[str, Roles] = {
    "maintenance:home": TEAM,
    "maintenance:system": TEAM,
    "maintenance:protect": HANDS,
    "maintenance:end_protection": LEADING,
    "maintenance:tests": TEAM,
    "maintenance:start_tests": HANDS,
    "maintenance:test": TEAM,
    "maintenance:open_test": HANDS,
    "maintenance:restored_file": HANDS,
    "maintenance:take_file": HANDS,
    "maintenance:updates": TEAM,
    "maintenance:device_updates": TEAM,
    "maintenance:client_panel": TEAM,
    "maintenance:device_panel": TEAM,
}

# -- desk -----------------------------------------------------------------------------------------
DESK: dict[str, Roles] = {
    "desk:home": TEAM,
    "desk:next": TEAM,
    "desk:another": TEAM,
    "desk:new": TEAM,
    "desk:ticket": TEAM,
    "desk:begin": TEAM,
    "desk:work": TEAM,
    "desk:priority": TEAM,
    "desk:owner": TEAM,
    "desk:whose": TEAM,
    "desk:close": TEAM,
    "desk:attachment": TEAM,
    "desk:mail": TEAM,
    "desk:mail_arrived": TEAM,
    "desk:mail_trace": TEAM,
    "desk:send_again": TEAM,
    "desk:believe_delivered": TEAM,
    "desk:give_up_sending": TEAM,
    "desk:client_panel": TEAM,
    "desk:device_panel": TEAM,
    "desk:portal_panel": CONTACTS,
    "desk:portal_new": CONTACTS,
    "desk:portal_ticket": CONTACTS,
    "desk:portal_attachment": CONTACTS,
}

# -- balance: Today and the readings --------------------------------------------------------------
BALANCE: dict[str, Roles] = {
    "balance:home": EVERYONE,
    "balance:today": TEAM,
    "balance:state": TEAM,
    "balance:reading": TEAM,
    "balance:intention": LEADING,
}

TABLE: dict[str, Roles] = {
    **CONFIG,
    **ACCOUNTS,
    **CORE,
    **CLIENTS,
    **FLEET,
    **AGREEMENTS,
    **QUIET,
    **MONITORING,
    **MAINTENANCE,
    **DESK,
    **BALANCE,
}

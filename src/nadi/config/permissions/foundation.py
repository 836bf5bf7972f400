"""The pages below the centers: sign-in, review, search, imports, clients, devices."""

from nadi.config.permissions.roles import (
    ANYBODY,
    CONTACTS,
    DESKS,
    EVERYONE,
    LEADING,
    NOBODY,
    OFFICE,
    TEAM,
    TECHNICAL,
    Roles,
)

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

# -- core: review list, search, imports -----------------------------------------------------------
CORE: dict[str, Roles] = {
    "core:search": TEAM,
    "core:review": OFFICE,
    "core:review_item": OFFICE,
    "core:review_raw": OFFICE,
    "core:review_replay": OFFICE,
    "core:review_dismiss": OFFICE,
    "core:imports": DESKS,
    "core:new_import": DESKS,
    "core:empty_table": DESKS,
    "core:import": DESKS,
    "core:import_columns": DESKS,
    "core:import_otherwise": DESKS,
    "core:begin_import": DESKS,
    "core:put_import_aside": DESKS,
    "core:undo_import": DESKS,
    "core:import_file": DESKS,
    "core:import_rows": DESKS,
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

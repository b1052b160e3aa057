"""Refusals of reading a list: each says in one sentence what the file is and what to do."""

from django.utils.translation import gettext_lazy as _

from belfry.core.errors import DomainError


class NotAMemberList(DomainError):
    code = "lists.not_a_member_list"
    template = _(
        "This file is not a member list, because no column with names and contact details was "
        "found: put a line with headings above the members, for example name, street and e-mail."
    )


class EmptyFile(NotAMemberList):
    code = "lists.empty_file"
    template = _("This file is empty: choose the file that holds the members.")


class NobodyInIt(NotAMemberList):
    code = "lists.nobody_in_it"
    template = _(
        "This file has headings but no members below them: choose the file that holds the members."
    )


class FileTooLarge(NotAMemberList):
    code = "lists.file_too_large"
    template = _(
        "This file is too large for a member list: save only the list of members in a new file."
    )


class EncryptedWorkbook(NotAMemberList):
    code = "lists.encrypted_workbook"
    template = _(
        "This workbook is protected with a password: "
        "open it in Excel, remove the password, save it and try again."
    )


class OldWorkbook(NotAMemberList):
    code = "lists.old_workbook"
    template = _(
        "This is a file of an old Office program (.xls or .doc): "
        "open the list in Excel and save it as .xlsx or as CSV."
    )


class OtherWorkbook(NotAMemberList):
    code = "lists.other_workbook"
    template = _(
        "This kind of spreadsheet (.ods, .xlsb or .numbers) cannot be read: "
        "open it in its program and save it as .xlsx or as CSV."
    )


class DamagedWorkbook(NotAMemberList):
    code = "lists.damaged_workbook"
    template = _(
        "This workbook is damaged and cannot be opened: save it anew as .xlsx or as CSV and try again."
    )


class WebPage(NotAMemberList):
    code = "lists.web_page"
    template = _(
        "This file is a web page or XML, even if its name says otherwise: "
        "open it in Excel and save it as .xlsx or as CSV."
    )


class NotText(NotAMemberList):
    code = "lists.not_text"
    template = _(
        "This file holds no readable text: choose the member list as .xlsx, CSV or plain text."
    )


class OtherDocument(NotAMemberList):
    code = "lists.other_document"
    template = _(
        "This is a document, a picture or an archive, not a table: "
        "put the members in a spreadsheet and save it as .xlsx or as CSV."
    )


class ProgramText(NotAMemberList):
    code = "lists.program_text"
    template = _(
        "This file is written for programs (JSON or contact cards), not as a table: "
        "export the members as CSV or .xlsx."
    )


class NotANetworkList(NotAMemberList):
    code = "lists.not_a_network_list"
    template = _(
        "This file is no list of networks: put a line with headings above them, at least number, name, "
        "municipality and date of the recognition."
    )

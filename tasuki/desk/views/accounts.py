"""Accounts and contacts: their pages."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from tasuki.desk.door import Visit, page
from tasuki.desk.panels.account.page import account_page
from tasuki.desk.panels.contact import contact_page
from tasuki.desk.seen import news_since_last_look


@page
def account(request: Visit, account_id: UUID) -> HttpResponse:
    shown = account_page(account_id, by=request.actor, at=request.at)
    news = news_since_last_look(request, "account", account_id, shown.happenings)
    return render(request, "desk/account.html", {"page": shown, "book": shown.book, "news": news})


@page
def contact(request: Visit, contact_id: UUID) -> HttpResponse:
    shown = contact_page(contact_id, by=request.actor)
    news_since_last_look(request, "contact", contact_id, ())
    return render(request, "desk/contact.html", {"page": shown, "book": shown.book})

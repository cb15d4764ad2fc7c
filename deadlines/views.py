from __future__ import annotations

from django.shortcuts import render


def todo_page(request):
    return render(request, "deadlines/todo.html", {})

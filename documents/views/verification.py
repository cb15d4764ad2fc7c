"""What anybody may ask of a paper that bears a code: is it real, does it stand, is this file the one that was issued.

No sign-in, no names, nothing kept of what is dropped. A code that is unknown and one that can be none are answered by
the same page. Each address may ask so often in some minutes.
"""

from __future__ import annotations

from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from accounts.lockout import client_address
from core.errors import DomainError
from core.middleware import reads_own_body
from documents import seals, verifying
from documents.hashing import MOST_BYTES, TooBigError, hashed_upload
from documents.services.visits import count_visit, seconds_left

MOST_LOOKS, MOST_COMPARISONS = 60, 20  # of one address in ten minutes


def _public(act: str, most: int):
    """Bounded for each address; found by no search engine, kept by no cache."""

    def decorate(view):
        @wraps(view)
        def guarded(request, **kwargs):
            if count_visit(act, client_address(request)) > most:
                minutes = -(-seconds_left() // 60)
                response = render(request, "documents/verification_limit.html", {"minutes": minutes}, status=429)
                response["Retry-After"] = str(seconds_left())
            else:
                response = view(request, **kwargs)
            response["X-Robots-Tag"] = "noindex, nofollow"
            response["Cache-Control"] = "no-store"
            response["Referrer-Policy"] = "no-referrer"
            return response

        return guarded

    return decorate


@login_not_required
@require_safe
@_public("look", MOST_LOOKS)
def code_entry(request):
    """A field for the code; what was typed leads to the paper's own address."""
    if typed := request.GET.get("code", "").strip():
        codes = seals.meant(typed)
        plain = typed[:60].replace("/", "-").replace(".", "-")  # “..” would lead elsewhere
        return redirect("verification:paper", codes[0] if len(codes) == 1 else plain)
    return render(request, "documents/verification_entry.html", {"is_empty": "code" in request.GET})


@login_not_required
@require_safe
@_public("look", MOST_LOOKS)
def paper(request, code: str):
    """What a code stands on."""
    return _answer(request, code)


@login_not_required
@csrf_exempt  # looking for the token would read the body before it is bounded; nothing is changed, nobody known
@reads_own_body
@require_http_methods(["POST"])
@_public("compare", MOST_COMPARISONS)
def comparison(request, code: str):
    """Whether a dropped file is the one that was issued. It is hashed as it arrives."""
    try:
        file = hashed_upload(request, "file")
    except TooBigError:
        refusal = f"Tệp lớn hơn {MOST_BYTES // 1024 // 1024} MB nên không so được. Chọn đúng tệp PDF của văn bản."
        return _answer(request, code, refusal=refusal, status=413)
    if file is None:
        return _answer(request, code, refusal="Chưa chọn tệp. Chọn tệp PDF của văn bản rồi so lại.", status=422)
    return _answer(request, code, sha256=file.sha256)


def _answer(request, code: str, *, sha256: str = "", refusal: str = "", status: int = 200):
    document = verifying.find(code)
    if document is None:
        return render(request, "documents/verification_unknown.html", {}, status=404)
    try:
        verified = verifying.verified(document)
    except DomainError as error:
        return render(request, "documents/verification_broken.html", {"sentence": error.message}, status=409)
    context = {
        "code": document.verification_code,
        "written": seals.written(document.verification_code),
        "verified": verified,
        "answer": verifying.compare(document, sha256) if sha256 else None,
        "refusal": refusal,
        "most_megabytes": MOST_BYTES // 1024 // 1024,
    }
    return render(request, "documents/verification_paper.html", context, status=status)

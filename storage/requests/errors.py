"""What may stand in the way of a change to a request.

StorageError
└── RequestError
    ├── UnknownRequest      there is no such request
    ├── IllegalMove         this status cannot follow that one
    ├── ReasonMissing       a refusal or a demand without its reason
    ├── StaleVersion        somebody else has changed the request meanwhile
    └── NotNow              the request cannot be changed in its present status
"""

from storage.db import StorageError


class RequestError(StorageError):
    """Root of the errors of requests."""


class UnknownRequest(RequestError):
    """There is no such request."""


class IllegalMove(RequestError):
    """This status cannot follow that one."""


class ReasonMissing(RequestError):
    """This move needs a reason."""


class StaleVersion(RequestError):
    """The request has changed meanwhile: look at it again."""


class NotNow(RequestError):
    """The request cannot be changed in its present status."""

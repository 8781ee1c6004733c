"""The staff API: JSON over a cookie session; unsafe methods carry X-CSRF-Token."""

"""What Rasa learns from us: graph components for its pipeline.

They run in Rasa's own environment (Python 3.10) with the project's root on the path. They import `nlu.arabic`,
`nlu.script` and `nlu.entities`, which need nothing that only the gateway has.
"""

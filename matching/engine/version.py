"""The engine's version: raised whenever equal inputs under an equal model may score otherwise."""

ENGINE_VERSION = "2.0.0"

#!/bin/sh
export WRAPPER_VARIABLE="set by the wrapper"
exec "$@"

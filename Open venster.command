#!/bin/sh
exec sh "$(dirname "$0")/tools/starten.sh" window

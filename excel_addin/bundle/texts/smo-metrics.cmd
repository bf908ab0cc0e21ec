@rem The shell command smo-metrics, run by the Python beside this file.
@"%~dp0python.exe" -s -m smo_metrics.cli %*

cwlVersion: v1.2
class: Workflow
label: A check that finds a day too wet and fails
doc: >-
  Takes one month of daily observations and checks it against a limit. The check writes its report and then exits 3, so the run fails and the
  summary is never made.

inputs:
  observations:
    type: File
    doc: Daily observations as CSV with the columns date and precipitation.
  month:
    type: string
    doc: The month to take, for example 2015-12.
  limit:
    type: double
    doc: The precipitation in millimetres that no day may exceed.
  select_script: File
  check_script: File
  summarise_script: File

steps:
  select:
    run: tools/select.cwl
    in:
      script: select_script
      observations: observations
      month: month
    out: [days]
  check:
    run: tools/check.cwl
    in:
      script: check_script
      days: select/days
      limit: limit
    out: [report]
  summarise:
    run: tools/summarise.cwl
    in:
      script: summarise_script
      days: select/days
      checked: check/report
    out: [summary]

outputs:
  days:
    type: File
    outputSource: select/days
    doc: The days of the month, as CSV; made before the failure.
  report:
    type: File
    outputSource: check/report
    doc: The days above the limit, as JSON; written before the tool fails.
  summary:
    type: File
    outputSource: summarise/summary
    doc: The summary of the month, as JSON; never made with the job of this example.

cwlVersion: v1.2
class: Workflow
label: Four years of weather in Seattle
doc: >-
  Checks daily observations, summarises each year on its own (one job a year), brings the years together in a table and draws the months as
  a chart.

requirements:
  ScatterFeatureRequirement: {}

inputs:
  observations:
    type: File
    doc: Daily observations as CSV with the columns date, precipitation, temp_max, temp_min and weather.
  years:
    type: int[]
    doc: The years to summarise, each in a job of its own.
  clean_script: File
  yearly_script: File
  combine_script: File
  draw_script: File

steps:
  clean:
    run: tools/clean.cwl
    in:
      script: clean_script
      observations: observations
    out: [days]
  yearly:
    run: tools/yearly.cwl
    scatter: year
    in:
      script: yearly_script
      days: clean/days
      year: years
    out: [summary]
  combine:
    run: tools/combine.cwl
    in:
      script: combine_script
      summaries: yearly/summary
    out: [table, months]
  draw:
    run: tools/draw.cwl
    in:
      script: draw_script
      months: combine/months
    out: [chart]

outputs:
  chart:
    type: File
    outputSource: draw/chart
    doc: Temperature and precipitation by month, as SVG.
  table:
    type: File
    outputSource: combine/table
    doc: One row a year, as CSV.

# A tool that is ended when its time is over, and says goodbye.
cwlVersion: v1.2
class: CommandLineTool
requirements: {ToolTimeLimit: {timelimit: 1}}
hints: {DockerRequirement: {dockerPull: "docker.io/library/debian:12.11-slim"}}
baseCommand: [sh, -c, 'trap "kill \$!; echo ended > goodbye.txt; exit 0" TERM; sleep 20 & wait']
inputs: []
outputs: {goodbye: {type: File, outputBinding: {glob: goodbye.txt}}}

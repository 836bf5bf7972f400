"""The small process that listens to agents, without Django.

`messages` decodes, `door` decides who may speak, `register` knows agents, limits and layouts,
`committer` writes many reports in one commit and only then lets them be answered, `store` enrols
and shakes hands, `watch` hears of changes and beats the heart from which observer gaps are read.
"""

"""Small servers that the checker has never seen: honest ones, healthy ones, and broken ones.

They are written from the documents alone and share no code with `openapi`, `mock_server` or
`contracts`. The checker must find every broken one and must not accuse a healthy one.

- `placewise`, `elastic_path`: one honest reference of each API, on `service` and `wire`
- `notes`: the same of an API that is made up, for what the others do not have: writes and filters
- `broken/`: named defects, one class each; a file is a kind of defect
- `hostile/`: servers that mean harm, one function each; they know neither API nor HTTP
- `healthy/`: named freedoms that the documents and the RFCs leave open, one class each
- `client`: raw requests with which every defect and every freedom proves that it can be seen
- `launch.serve(name)`: one of them on a free port; `python -m tests.servers NAME` does it by hand
"""

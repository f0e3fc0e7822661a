"""One valid value for a schema, made from its keywords: derived answers, requests and parameters.

`generator` is the way in. It merges a schema's `allOf` (`merging`), lists the schemas that its
conditions and unions leave (`alternatives`), and tries the values that one module for each kind of
value proposes. The validator decides on each of them, so that a proposal may be wrong.
"""

"""A document that a hostile author wrote: short requests ask much of the mock that serves it."""

DOCUMENT = """
openapi: 3.0.3
x-api: hostile
info: {title: Hostile, version: "1"}
paths:
  /tiles/{z}-{x}-{y}.png:
    parameters:
      - {name: z, in: path, required: true, schema: {type: string}}
      - {name: x, in: path, required: true, schema: {type: string}}
      - {name: y, in: path, required: true, schema: {type: string}}
    get:
      operationId: tile
      responses: {"200": {description: ok, content: {application/json: {example: {a: 1}}}}}
  /patterns:
    get:
      operationId: pattern
      parameters:
        - {name: q, in: query, schema: {type: string, pattern: "^(a+)+$"}}
        - {name: w, in: query, schema: {type: string, pattern: "^(?=(b+)+$)b*$"}}
      responses: {"200": {description: ok, content: {application/json: {example: {a: 1}}}}}
  /unique:
    post:
      operationId: unique
      requestBody:
        content:
          application/json:
            schema: {type: array, uniqueItems: true, items: {type: object}}
      responses:
        "200": {description: ok, content: {application/json: {example: {a: 1}}}}
        "400": {description: bad}
  /enums:
    post:
      operationId: enums
      requestBody:
        content:
          application/json:
            schema: {type: array, items: {enum: [$VALUES]}}
      responses:
        "200": {description: ok, content: {application/json: {example: {a: 1}}}}
        "400": {description: bad}
  /unions:
    post:
      operationId: unions
      requestBody:
        content:
          application/json: {schema: {$ref: "#/components/schemas/Union"}}
      responses:
        "200": {description: ok, content: {application/json: {example: {a: 1}}}}
        "400": {description: bad}
  /rules:
    get:
      operationId: rules
      responses:
        "200":
          description: ok
          content:
            application/json:
              schema:
                type: array
                items: {type: integer}
                x-rules:
                  - id: hostile.bomb
                    severity: error
                    message: m
                    rule: self.all(a, self.all(b, self.all(c, self.all(d, a + b + c + d >= 0))))
              example: [$NUMBERS]
components:
  schemas:
    Union:
      anyOf:
        - {type: object, required: [a], properties: {a: {$ref: "#/components/schemas/Union"}}}
        - {type: object, required: [b], properties: {a: {$ref: "#/components/schemas/Union"}}}
        - {type: string}
"""


def hostile_document() -> str:
    """Return the document, with an enum of ten thousand values and an example of fifty numbers."""
    values = ", ".join(f"value-{number}" for number in range(10_000))
    numbers = ", ".join(str(number) for number in range(50))
    return DOCUMENT.replace("$VALUES", values).replace("$NUMBERS", numbers)

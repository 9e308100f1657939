/** The page of `help models`. */
export const MODELS_TOPIC = `A model defines what an item is. Validation, the OpenAPI document, the options
of the items commands, and the form on the website are derived from it.

  todo-api deploy --model customer --stage crm        # a built-in model
  todo-api deploy --model ./plants.json --stage garden

todo (the default) and customer are built in. Your own model is a file:

  {
    "name": "plant",
    "labels": { "one": "plant", "many": "plants" },
    "fields": {
      "name": { "type": "string", "label": "Name", "required": true },
      "spot": { "type": "string", "label": "Spot", "choices": ["sun", "dark"] },
      "height": { "type": "integer", "label": "Height in cm", "minimum": 0 },
      "notes": { "type": "string", "label": "Notes", "multiline": true }
    },
    "columns": ["name", "spot"]
  }

Every field has a type and a label, and may have "required": true. In addition:

  string            minLength, maxLength (default 500, at most 10000),
                    format (email, tel or url), multiline, default;
                    or choices with an optional default
  number, integer   minimum, maximum, default
  boolean           default; items list can filter by such a field

A model needs a required, single-line string: the first one is the heading of an
item. A boolean named completed is shown as a check box, and a number named
order sets the position. "columns" lists the fields that tables show.

A stack keeps its model until a deploy or a rollback changes it. plan --model
shows the change. Stored items are not converted.
`;

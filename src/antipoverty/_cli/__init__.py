"""The command `antipoverty`: each command is a few lines over public functions.

A command is a function whose first parameter is the `output.Output` that it speaks through. Its other parameters are
annotated with an `Argument` or an `Option` of `parameters`, each with words in every language. What it returns says
whether everything holds: false ends with exit code 1, everything else with 0. It raises the library's errors as they
are; they end with exit code 2, one message and no traceback.

1. Write the function, and a `Command` of it with its words and examples, in a module of this folder.
2. Name the `Command` in `app.COMMANDS`, or in a group of `app.GROUPS`.

Words stand in constants by language, and heavy libraries are imported in functions.
"""

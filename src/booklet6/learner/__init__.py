"""The learner's side: the final test and the certificate. Its pages' scripts are in `js`, their markup in `book`."""

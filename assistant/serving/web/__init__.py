"""The way in from a browser: pages made here, forms that work without a script, and one small script."""

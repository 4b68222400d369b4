"""Who people are: contacts and groups from the home's vCards."""

"""What comes in from elsewhere: a text from Word or a web page, or a whole plan, as files of a workspace."""

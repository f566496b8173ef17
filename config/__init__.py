"""What an office sets without touching code: settings, database, clock and the files it keeps."""

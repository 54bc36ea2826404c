"""What tests share: toys, servers, browsers, documents."""

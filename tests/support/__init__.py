"""What tests of several packages share: servers, generators, oracles."""

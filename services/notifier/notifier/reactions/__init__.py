"""What the notifier does when others' events come in: each topic has one reaction."""

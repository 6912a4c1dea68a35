"""What people can ask of the bot: one table of commands and buttons; menus, /help and README derive from it."""
